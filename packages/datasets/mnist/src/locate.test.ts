import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDataset, type Dataset } from '@fragility/dataset';
import { mnist } from './index.js';
import { isNamed } from './locate.js';
import { filesOf } from './testing/idx.js';

describe('isNamed', () => {
  it.each([
    'train-images-idx3-ubyte',
    'train-images-idx3-ubyte.gz',
    'train-images.idx3-ubyte',
    'train-images.idx3-ubyte.gz',
    'train-images.idx',
    'train-images.ubyte',
    'train_images_idx3_ubyte',
    'train-images-idx3-ubyte.idx',
    'TRAIN-IMAGES-IDX3-UBYTE.GZ',
    'emnist-digits-train-images-idx3-ubyte.gz',
    'kmnist-train-images-idx3-ubyte',
  ])('takes %s for training images', (name) => {
    expect(isNamed(name, 'train', 'images')).toBe(true);
    expect([isNamed(name, 'train', 'labels'), isNamed(name, 'test', 'images')]).toEqual([false, false]);
  });

  it.each(['test-labels.idx1-ubyte', 't10k-labels-idx1-ubyte'])('takes %s for test labels', (name) =>
    expect(isNamed(name, 'test', 'labels')).toBe(true),
  );

  it.each(['train-images-idx3-ubyte.part', 'train-images.png', 'constrain-images-idx3-ubyte', 'images', 'train'])(
    'takes %s for none',
    (name) => expect(isNamed(name, 'train', 'images')).toBe(false),
  );
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'idx-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes the four files under other names, and whatever else. */
function write(rename: (name: string) => string, more: Record<string, Buffer> = {}, pack = false): void {
  const files = Object.entries(filesOf()).map(
    ([name, bytes]) => [rename(name), pack ? gzipSync(bytes) : bytes] as const,
  );
  for (const [path, bytes] of [...files, ...Object.entries(more)]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}
const open = (): Promise<Dataset> => openDataset(mnist, { folder, checksum: false }, { seed: 0 });

describe('mnist under other names', () => {
  it.each<[string, (name: string) => string, boolean]>([
    ['dots', (name) => name.replace('-idx', '.idx'), false],
    ['upper case', (name) => name.toUpperCase(), false],
    ['a folder around each file', (name) => `${name}/${name}`, false],
    ['a folder of another spelling around each', (name) => `${name}.gz/${name.replace('-idx', '.idx')}`, false],
    ["torchvision's raw", (name) => `raw/${name}`, false],
    ["torchvision's root", (name) => `MNIST/raw/${name}`, false],
    ['test instead of t10k', (name) => name.replace('t10k', 'test'), false],
    ["EMNIST's prefix", (name) => `emnist-mnist-${name}.gz`, true],
    ['gzip without .gz', (name) => name, true],
    ['.gz without gzip', (name) => `${name}.gz`, false],
  ])('reads %s', async (_, rename, pack) => {
    write(rename, {}, pack);
    const dataset = await open();
    expect([dataset.size, dataset.shape]).toEqual([{ train: 20, test: 10 }, [2, 3, 1]]);
    expect([...(await dataset.load('test', [0, 9])).labels]).toEqual([9, 0]);
  });

  it('takes a file before its own .gz, the original name before others, and no strays', async () => {
    const odd = Buffer.from('not IDX');
    write((name) => name, {
      'train-images-idx3-ubyte.gz': odd,
      'train-images.idx3-ubyte': odd,
      '._train-images-idx3-ubyte': odd,
      'raw/train-images-idx3-ubyte': odd,
    });
    expect((await open()).size.train).toBe(20);
  });

  it('says what a packed file is, and reads floats as nothing else', async () => {
    write((name) => `${name}.xz`, { 'train-images-idx3-ubyte.xz': Buffer.from('\u00fd7zXZ\0', 'latin1') });
    await expect(open()).rejects.toMatchObject({ code: 'mnist/idx', message: expect.stringMatching(/is an xz file/) });
    const floats = Buffer.from([0, 0, 0x0d, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
    write((name) => name, { 'train-images-idx3-ubyte': floats });
    await expect(open()).rejects.toThrow(/\(floats of 32 bits, 3 dimensions\), expected .*; .* read as npy/);
  });

  it('refuses to choose between files of different names', async () => {
    write((name) => `emnist-digits-${name}`, { 'emnist-letters-train-images-idx3-ubyte': Buffer.alloc(1) });
    await expect(open()).rejects.toMatchObject({
      code: 'mnist/missing',
      message: expect.stringMatching(
        /has 2 files that may be the images of 'train' \(.*digits.*letters.*\), expected one/,
      ),
    });
  });
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDataset, type Dataset } from '@fragility/dataset';
import { datasetChecks } from '@fragility/dataset/conformance';
import plugin, { fashionMnist, mnist } from './index.js';
import { filesOf, idx, type Files } from './testing/idx.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnist-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (changes: Files = {}): Promise<unknown> =>
  Promise.all(
    Object.entries({ ...filesOf(), ...changes })
      .filter(([, bytes]) => bytes !== null)
      .map(([name, bytes]) => writeFile(join(folder, name), bytes!)),
  );
const open = (params: object = {}): Promise<Dataset> =>
  openDataset(mnist, { folder, checksum: false, ...params }, { seed: 0 });

describe('mnist from a folder', () => {
  it('scales pixels, keeps labels, and names examples by position', async () => {
    await write();
    const { inputs, labels, ids } = await (await open()).load('test', [0, 3]);
    expect(inputs.shape).toEqual([2, 2, 3, 1]);
    expect([...inputs.data.subarray(0, 2), inputs.data[6]]).toEqual([1, 254 / 255, 237 / 255]);
    expect([...labels]).toEqual([9, 6]);
    expect(ids).toEqual(['mnist-test-0', 'mnist-test-3']);
  });

  it('filters and relabels classes, and counts limits after the filter', async () => {
    await write();
    const dataset = await open({ classes: [8, 3], train: 3 });
    expect([dataset.classes, dataset.size]).toEqual([['8', '3'], { train: 3, test: 2 }]);
    const { labels, ids } = await dataset.load('train', [0, 1, 2]);
    expect([...labels]).toEqual([1, 0, 1]);
    expect(ids).toEqual(['mnist-train-3', 'mnist-train-8', 'mnist-train-13']);
  });

  it('reads compressed files', async () => {
    await write({
      'train-images-idx3-ubyte': null,
      'train-images-idx3-ubyte.gz': gzipSync(filesOf()['train-images-idx3-ubyte']!),
    });
    expect((await open()).size.train).toBe(20);
  });

  it('takes the size of the split that is read, of whatever size the other is', async () => {
    await write({ 't10k-images-idx3-ubyte': idx([10, 3, 3], (k) => k) });
    const dataset = await open({ train: 0 });
    expect([dataset.shape, dataset.size]).toEqual([[3, 3, 1], { train: 0, test: 10 }]);
    expect((await dataset.load('test', [9])).inputs.data[0]).toBe(81 / 255);
    expect((await open({ test: 0 })).shape).toEqual([2, 3, 1]);
  });

  it('needs no files of a split that is limited to 0, and says so where they are missing', async () => {
    await write({ 'train-images-idx3-ubyte': null, 'train-labels-idx1-ubyte': null });
    expect((await open({ train: 0 })).size).toEqual({ train: 0, test: 10 });
    await expect(open()).rejects.toThrow(/set train: 0 where its files are not needed/);
  });

  it('conforms', async () => {
    await write();
    for (const { run } of datasetChecks(mnist, { folder, checksum: false })) await run();
  });

  it.each<[string, Files, object, string, RegExp]>([
    [
      'a missing file',
      { 'train-labels-idx1-ubyte': null },
      {},
      'mnist/missing',
      /neither train-labels-idx1-ubyte nor .*\.gz is in .*mnist-/,
    ],
    [
      'a truncated file',
      { 'train-images-idx3-ubyte': filesOf()['train-images-idx3-ubyte']!.subarray(0, 100) },
      {},
      'mnist/idx',
      /100 bytes, expected 136 for shape \[20, 2, 3\]/,
    ],
    ['a truncated header', { 'train-images-idx3-ubyte': Buffer.alloc(3) }, {}, 'mnist/idx', /3 bytes/],
    [
      'another magic number',
      { 'train-images-idx3-ubyte': filesOf()['train-labels-idx1-ubyte']! },
      {},
      'mnist/idx',
      /0x00000801 \(unsigned bytes, 1 dimension\), expected 0x00000803.*; give the file of these/,
    ],
    [
      'broken compression',
      { 'train-images-idx3-ubyte': null, 'train-images-idx3-ubyte.gz': gzipSync('no').subarray(0, 12) },
      {},
      'mnist/gzip',
      /cannot be unpacked/,
    ],
    [
      'gzip that holds more than its header promises',
      {
        'train-images-idx3-ubyte': null,
        'train-images-idx3-ubyte.gz': gzipSync(Buffer.concat([idx([20, 2, 3], () => 0), Buffer.alloc(1e7)])),
      },
      {},
      'mnist/gzip',
      /train-images-idx3-ubyte\.gz is gzip and cannot be unpacked \(it holds more than 136 bytes\)/,
    ],
    [
      'a header that promises more than its gzip can hold',
      {
        'train-images-idx3-ubyte': null,
        'train-images-idx3-ubyte.gz': gzipSync(
          Buffer.from([0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255]),
        ),
      },
      {},
      'mnist/gzip',
      /its start promises \S+ bytes, which \d+ packed ones cannot hold/,
    ],
    [
      'a header that promises more than the file has',
      { 'train-images-idx3-ubyte': Buffer.from([0, 0, 8, 3, 255, 255, 255, 255, 0, 1, 0, 0, 0, 1, 0, 0]) },
      {},
      'mnist/idx',
      /16 bytes, expected \d+ for shape/,
    ],
    ['a wrong checksum', {}, { checksum: true }, 'mnist/checksum', /SHA-256 [0-9a-f]{64}, the original has ba891046/],
    [
      'other numbers of images and labels',
      { 'train-labels-idx1-ubyte': idx([5], () => 1) },
      {},
      'mnist/idx',
      /20 images and 5 labels/,
    ],
    ['a digit twice', {}, { classes: [1, 1] }, 'mnist/classes', /expected each class once/],
    [
      'training on one class',
      {},
      { train: 1 },
      'mnist/classes',
      /all 1 train examples are of class 0, .*raise `train`/,
    ],
    ['one class', {}, { classes: [1] }, 'plugin/params', /classes/],
    ['no examples', {}, { train: 0, test: 0 }, 'mnist/empty', /no examples/],
    [
      'images without pixels',
      { 't10k-images-idx3-ubyte': idx([10, 0, 3], () => 0) },
      {},
      'mnist/idx',
      /at least one pixel/,
    ],
    [
      'another archive',
      { 'train-labels-idx1-ubyte': Buffer.from('PK\x03\x04') },
      {},
      'mnist/idx',
      /train-labels-idx1-ubyte is a zip archive, expected an IDX file/,
    ],
    [
      'test images of another size',
      { 't10k-images-idx3-ubyte': idx([10, 3, 3], () => 0) },
      {},
      'mnist/shape',
      /test images are 3 × 3 \(.*t10k-images-idx3-ubyte\), training images 2 × 3 \(.*train-images-idx3-ubyte\)/,
    ],
    [
      'test images of another shape but as many pixels',
      { 't10k-images-idx3-ubyte': idx([10, 3, 2], () => 0) },
      {},
      'mnist/shape',
      /test images are 3 × 2/,
    ],
  ])('refuses %s', async (_, changes, params, code, message) => {
    await write(changes);
    await expect(open(params)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe('mnist from elsewhere', () => {
  it('names a file given for a folder, and a folder given for a file', async () => {
    await write();
    await expect(open({ folder: join(folder, 'train-labels-idx1-ubyte') })).rejects.toMatchObject({
      code: 'mnist/missing',
      message: expect.stringMatching(
        /^\[dataset\/mnist\] .* is a file, expected the folder of the four IDX files; give/,
      ),
    });
    await rm(join(folder, 't10k-labels-idx1-ubyte'));
    await mkdir(join(folder, 't10k-labels-idx1-ubyte'));
    await expect(open()).rejects.toMatchObject({
      code: 'mnist/missing',
      message: expect.stringMatching(
        /neither t10k-labels-idx1-ubyte nor t10k-labels-idx1-ubyte.gz is in .*; put the four/,
      ),
    });
  });
});

describe('mnist from its package', () => {
  it('is the original, by checksum', async () => {
    const dataset = await openDataset(mnist, {}, { seed: 0 });
    expect(dataset.size).toEqual({ train: 60000, test: 10000 });
    expect(dataset.shape).toEqual([28, 28, 1]);
    const { labels, inputs } = await dataset.load('train', [0, 1, 2, 3, 4]);
    expect([...labels]).toEqual([5, 0, 4, 1, 9]);
    expect(Math.max(...inputs.data)).toBe(1);
    expect(plugin.provides).toEqual([mnist, fashionMnist]);
  });
});

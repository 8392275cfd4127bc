import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDataset, type Dataset } from '@fragility/dataset';
import { datasetChecks } from '@fragility/dataset/conformance';
import { runChecks } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin, { cifar10 } from './index.js';

const RECORD = 3073;
const NAMES = [1, 2, 3, 4, 5].map((k) => `data_batch_${k}.bin`).concat('test_batch.bin');

/** Records with labels 0…9 in turn; red counts pixels, green is the record's number, blue is 255. */
function records(count: number): Buffer {
  const bytes = Buffer.alloc(count * RECORD, 255);
  for (let r = 0; r < count; r++) {
    bytes[r * RECORD] = r % 10;
    for (let p = 0; p < 1024; p++) bytes[r * RECORD + 1 + p] = p % 256;
    bytes.fill(r % 256, r * RECORD + 1025, r * RECORD + 2049);
  }
  return bytes;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cifar-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (changes: Record<string, Buffer | null> = {}): void => {
  for (const name of NAMES) {
    const bytes = name in changes ? changes[name] : records(10);
    if (bytes) writeFileSync(join(folder, name), bytes);
  }
};
const open = (params: object = {}): Promise<Dataset> =>
  openDataset(cifar10, { folder, complete: false, ...params }, { seed: 0 });

describe('cifar10', () => {
  it('turns planes into pixels, and counts positions over the files', async () => {
    write();
    const dataset = await open();
    expect([dataset.size, dataset.shape]).toEqual([{ train: 50, test: 10 }, [32, 32, 3]]);
    const { inputs, labels, ids } = await dataset.load('train', [12, 49]);
    expect([...labels]).toEqual([2, 9]);
    expect(ids).toEqual(['cifar10-train-12', 'cifar10-train-49']);
    expect(inputs.shape).toEqual([2, 32, 32, 3]);
    expect([...inputs.data.subarray(0, 6)]).toEqual([0, 2 / 255, 1, 1 / 255, 2 / 255, 1]);
    expect([...inputs.data.subarray(-3)]).toEqual([1, 9 / 255, 1]);
  });

  it('filters and relabels classes, and counts limits after the filter', async () => {
    write();
    const dataset = await open({ classes: ['cat', 'airplane'], train: 3 });
    expect([dataset.classes, dataset.size]).toEqual([['cat', 'airplane'], { train: 3, test: 2 }]);
    const { labels, ids } = await dataset.load('train', [0, 1, 2]);
    expect([[...labels], ids]).toEqual([
      [1, 0, 1],
      ['cifar10-train-0', 'cifar10-train-3', 'cifar10-train-10'],
    ]);
  });

  it('finds the folder that the archive unpacks to, and reads gzip by content', async () => {
    const parent = folder;
    folder = join(parent, 'cifar-10-batches-bin');
    mkdirSync(folder);
    write({ 'test_batch.bin': gzipSync(records(10)) });
    folder = parent;
    expect((await open()).size).toEqual({ train: 50, test: 10 });
  });

  it.each([
    ['data_batch_1', /has the version for Python \(data_batch_1\), expected the binary version/],
    ['train.bin', /looks like CIFAR-100, expected CIFAR-10/],
  ])('names what %s is a sign of', async (name, message) => {
    write({ 'data_batch_1.bin': null });
    writeFileSync(join(folder, name), '');
    await expect(open()).rejects.toMatchObject({ code: 'cifar10/missing', message: expect.stringMatching(message) });
  });

  it('takes the original sizes and class counts', async () => {
    write({ 'test_batch.bin': records(10000) });
    expect((await open({ complete: true, train: 0 })).size).toEqual({ train: 0, test: 10000 });
  });

  it('conforms', async () => {
    write();
    const checks = [...datasetChecks(cifar10, { folder, complete: false }), ...pluginChecks(plugin)];
    expect((await runChecks(checks)).filter(({ passed }) => !passed)).toEqual([]);
  });

  const wrong = records(10);
  wrong[3 * RECORD] = 10;
  const uneven = records(10000);
  uneven[0] = 1;
  it.each<[string, Record<string, Buffer | null>, object, string, RegExp]>([
    [
      'a missing file',
      { 'data_batch_4.bin': null },
      {},
      'missing',
      /data_batch_4\.bin is not in .*cifar-10-binary\.tar\.gz/,
    ],
    [
      'a truncated file',
      { 'test_batch.bin': records(2).subarray(0, 5000) },
      {},
      'size',
      /5000 bytes, which is 1 records and 1927 bytes, expected whole records of 3073/,
    ],
    ['a web page', { 'test_batch.bin': Buffer.from('<!DOCTYPE html>') }, {}, 'size', /test_batch\.bin is a web page/],
    ['an empty file', { 'test_batch.bin': Buffer.alloc(0) }, {}, 'size', /0 bytes/],
    [
      'fewer records than the original',
      {},
      { complete: true },
      'size',
      /30730 bytes, which is 10 records and 0 bytes, expected 30730000 bytes/,
    ],
    [
      'other class counts',
      { 'test_batch.bin': uneven },
      { complete: true, train: 0 },
      'counts',
      /999 examples of class 0, the original has 1000/,
    ],
    ['labels past 9', { 'data_batch_2.bin': wrong }, {}, 'label', /label 3 of .*data_batch_2\.bin is 10, expected 0…9/],
    ['a class twice', {}, { classes: ['cat', 'cat'] }, 'classes', /'cat' twice/],
  ])('refuses %s', async (_, changes, params, code, message) => {
    write(changes);
    await expect(open(params)).rejects.toMatchObject({
      code: `cifar10/${code}`,
      message: expect.stringMatching(message),
    });
  });

  it('proposes a class for one that is misspelt', async () => {
    await expect(open({ classes: ['cat', 'aeroplane'] })).rejects.toMatchObject({
      message: expect.stringContaining("did you mean 'airplane'?"),
    });
  });
});

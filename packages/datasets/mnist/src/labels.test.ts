import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDataset, type Dataset } from '@fragility/dataset';
import { fashionMnist, mnist } from './index.js';
import { readLabels } from './labels.js';
import { idx, int32 } from './testing/idx.js';

let folder: string;
const warnings: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'labels-'));
  warnings.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A folder with images of one pixel and these labels, in both splits. */
function open(labels: Buffer, n: number, params: object = {}, definition = mnist): Promise<Dataset> {
  for (const split of ['train', 't10k']) {
    writeFileSync(
      join(folder, `${split}-images-idx3-ubyte`),
      idx([n, 1, 1], (k) => k),
    );
    writeFileSync(join(folder, `${split}-labels-idx${labels[3]}-${labels[2] === 8 ? 'ubyte' : 'int'}`), labels);
  }
  const warn = (message: string): void => void warnings.push(message);
  return openDataset(definition, { folder, checksum: false, ...params }, { seed: 0, warn });
}
const labelsOf = async (dataset: Dataset, indices: number[]): Promise<number[]> => [
  ...(await dataset.load('test', indices)).labels,
];

describe('readLabels', () => {
  it('takes the first column of 32-bit tables', () => {
    expect([
      ...readLabels(
        'x',
        int32([3, 8], (k) => (k % 8 === 0 ? k / 8 + 1 : -k)),
        'mnist',
      ),
    ]).toEqual([1, 2, 3]);
    expect([
      ...readLabels(
        'x',
        int32([3], (k) => 300 + k),
        'mnist',
      ),
    ]).toEqual([300, 301, 302]);
  });

  it.each([
    ['cut off', int32([3, 8], (k) => k).subarray(0, -1)],
    ['within its header', int32([3, 8], (k) => k).subarray(0, 10)],
    ['too long', Buffer.concat([int32([3], (k) => k), Buffer.alloc(4)])],
    ['without columns', int32([3, 0], (k) => k)],
    ['of three axes', int32([1, 1, 1], (k) => k)],
  ])('refuses a file that is %s, by name', (_, bytes) => {
    expect(() => readLabels('some-labels', bytes, 'mnist')).toThrow(/some-labels: /);
  });
});

describe('labels', () => {
  it('may be a table of 32-bit integers, as QMNIST has them', async () => {
    const dataset = await open(
      int32([20, 8], (k) => (k % 8 === 0 ? (k / 8) % 10 : 99)),
      20,
    );
    expect([dataset.classes.length, await labelsOf(dataset, [0, 7, 19])]).toEqual([10, [0, 7, 9]]);
    expect(warnings).toEqual([]);
  });

  it('may count from 1 to 26, as EMNIST letters do; class 0 is label 1, which is said', async () => {
    const letters = idx([52], (k) => (k % 26) + 1);
    const dataset = await open(letters, 52);
    expect(dataset.classes).toEqual(Array.from({ length: 26 }, (_, k) => `${k + 1}`));
    expect(await labelsOf(dataset, [0, 25])).toEqual([0, 25]);
    expect(warnings).toEqual([expect.stringMatching(/run from 1 to 26 .*class k is label k \+ 1, 26 classes/)]);
    const whole = await open(letters, 52, { classes: Array.from({ length: 27 }, (_, k) => k) });
    expect([whole.classes.length, await labelsOf(whole, [0, 25])]).toEqual([27, [1, 26]]);
  });

  it('may go beyond ten classes from 0, as EMNIST balanced does', async () => {
    const dataset = await open(
      idx([94], (k) => k % 47),
      94,
    );
    expect([dataset.classes.length, dataset.classes[46], await labelsOf(dataset, [46])]).toEqual([47, '46', [46]]);
    expect(warnings).toEqual([]);
  });

  it('keep ten classes where fewer are there', async () => {
    expect(
      (
        await open(
          idx([6], (k) => (k % 3) + 1),
          6,
        )
      ).classes,
    ).toHaveLength(10);
  });

  it('are refused where they are no classes', async () => {
    await expect(
      open(
        int32([4], (k) => 5000 * k),
        4,
      ),
    ).rejects.toThrow(/label 1 of 'train' in .* is 5000, expected 0…999/);
    await expect(
      open(
        int32([4], (k) => k - 1),
        4,
      ),
    ).rejects.toThrow(/label 0 of 'train' .* is -1/);
    await expect(
      open(
        idx([20], (k) => k),
        20,
        {},
        fashionMnist as never,
      ),
    ).rejects.toThrow(/is 10, expected 0…9/);
    await expect(
      open(
        idx([20], (k) => k % 10),
        20,
        { classes: [3, 12] },
      ),
    ).rejects.toThrow(/classes name 12, .* 0…9/);
  });
});

import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDataset, type Dataset } from '@fragility/dataset';
import { datasetChecks } from '@fragility/dataset/conformance';
import { fashionMnist } from './index.js';
import { filesOf } from './testing/idx.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fashion-'));
  for (const [name, bytes] of Object.entries(filesOf())) await writeFile(join(folder, name), bytes);
});
afterEach(() => rm(folder, { recursive: true }));

const open = (params: object = {}): Promise<Dataset> =>
  openDataset(fashionMnist, { folder, checksum: false, ...params }, { seed: 0 });

describe('fashion-mnist', () => {
  it('reads the files as mnist does, under names of its own', async () => {
    const dataset = await open({ classes: [9, 0] });
    expect(dataset.classes).toEqual(['Ankle boot', 'T-shirt/top']);
    const { labels, ids } = await dataset.load('test', [0, 1]);
    expect([[...labels], ids]).toEqual([
      [0, 1],
      ['fashion-mnist-test-0', 'fashion-mnist-test-9'],
    ]);
  });

  it('conforms', async () => {
    for (const { run } of datasetChecks(fashionMnist, { folder, checksum: false })) await run();
  });

  it.each<[string, () => object, string, RegExp]>([
    [
      'a missing file',
      () => ({ folder: join(folder, 'x') }),
      'missing',
      /neither train-images.* install Debian's package/,
    ],
    ['other files than the originals', () => ({ checksum: true }), 'checksum', /the original has c59f468a/],
    ['a class twice', () => ({ classes: [1, 1] }), 'classes', /are 1, 1, expected each class once/],
  ])('refuses %s', async (_, params, code, message) => {
    await expect(open(params())).rejects.toMatchObject({
      code: `fashion-mnist/${code}`,
      message: expect.stringMatching(message),
    });
  });
});

/** Where Debian's package puts the files, or a folder of them in FRAGILITY_TEST_DATA. */
const places = [
  `${process.env['FRAGILITY_TEST_DATA'] ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url))}/fashion-mnist`,
  '/usr/share/datasets/fashion-mnist',
];
const original = places.find((place) => existsSync(place));
if (!original) console.log(`skipped: no Fashion-MNIST in ${places.join(' or ')}`);

(original ? it : it.skip)('fashion-mnist is the original, by checksum', async () => {
  const dataset = await openDataset(fashionMnist, { folder: original! }, { seed: 0 });
  expect([dataset.size, dataset.shape]).toEqual([{ train: 60000, test: 10000 }, [28, 28, 1]]);
  expect([...(await dataset.load('train', [0, 1, 2, 3, 4])).labels]).toEqual([9, 0, 0, 3, 0]);
});

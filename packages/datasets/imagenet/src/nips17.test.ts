import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { matrix, openDataset } from '@fragility/dataset';
import { imagenet } from './index.js';

/** The data folder beside the repository, or FRAGILITY_TEST_DATA. */
const data =
  process.env['FRAGILITY_TEST_DATA'] ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url));
const folder = `${data}/imagenet`;
const there = existsSync(`${folder}/nips17-dev`);
if (!there) console.log(`skipped: no NIPS-2017 images in ${folder}/nips17-dev; set FRAGILITY_TEST_DATA`);

/** MD5 of all 60 images as bytes, `[60, 224, 224, 3]` in the order of their names, made with Pillow 11.3.0. */
const PILLOW = { torchvision: 'dd09c1d7f1d48a992cb14c49fe10c179', keras: 'c813d2ba93b67e568fc05168c6636e39' };

(there ? describe : describe.skip)('the 60 images of NIPS-2017', () => {
  const params = {
    folder: 'nips17-dev/images',
    labels: 'nips17-dev/dev_dataset_60.csv',
    classes: 'imagenet_classes.json',
  };

  it('have the labels that are known by another way', async () => {
    const dataset = await openDataset(imagenet, params, { seed: 0, folder });
    const { labels, ids, skipped } = await matrix(dataset);
    const known = JSON.parse(readFileSync(`${folder}/nips17-dev/labels.json`, 'utf8')) as {
      file: string;
      classIndex: number;
    }[];
    expect(new Map(ids.map((id, k) => [id, labels[k]]))).toEqual(
      new Map(known.map((one) => [one.file, one.classIndex])),
    );
    expect([labels.length, skipped, dataset.classes.length]).toEqual([60, undefined, 1000]);
  });

  it.each(['torchvision', 'keras'] as const)('are what Pillow makes of them, %s', async (preprocess) => {
    const dataset = await openDataset(imagenet, { ...params, preprocess }, { seed: 0, folder });
    const { inputs, ids } = await matrix(dataset);
    const order = ids.map((id, k) => ({ id, k })).sort((a, b) => (a.id < b.id ? -1 : 1));
    const hash = createHash('md5');
    const bytes = new Uint8Array(224 * 224 * 3);
    for (const { k } of order) {
      for (let p = 0; p < bytes.length; p++) bytes[p] = inputs.data[k * bytes.length + p]! * 255;
      hash.update(bytes);
    }
    expect(hash.digest('hex')).toBe(PILLOW[preprocess]);
  });
});

import { expect, it } from '@jest/globals';
import { datasetChecks } from '@fragility/dataset/conformance';
import { runChecks, type Check } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin, { imageFolder, imagenet } from './index.js';
import { folderOf } from './testing/folder.js';

const failures = async (checks: Check[]): Promise<unknown> => (await runChecks(checks)).filter(({ passed }) => !passed);

it('is a plugin', async () => {
  expect(await failures(pluginChecks(plugin))).toEqual([]);
});

it('provides datasets that conform, corrupt images included', async () => {
  const { folder, remove } = await folderOf({
    'val/n01440764/a.JPEG': [255, 0, 0],
    'val/n01440764/b.JPEG': 'not an image',
    'val/n01443537/c.png': [0, 0, 255],
    'val/n01443537/d.jpg': [0, 9, 255],
  });
  const recipe = { preprocess: { resize: { exact: [4, 6] } } };
  const test = { folder: 'val', classCount: 2, ...recipe };
  expect(await failures(datasetChecks(imagenet, test, { folder }))).toEqual([]);
  expect(await failures(datasetChecks(imagenet, { ...test, shuffle: true }, { folder }))).toEqual([]);
  expect(await failures(datasetChecks(imageFolder, { train: 'val', test: 'val', ...recipe }, { folder }))).toEqual([]);
  remove();
});

import { afterEach } from '@jest/globals';
import { openDataset, type Dataset } from '@fragility/dataset';
import { imagenet } from '../index.js';
import { folderOf, type Files } from './folder.js';

export const RED = [255, 0, 0] as const;
export const BLUE = [0, 0, 255] as const;
export const [TENCH, GOLDFISH] = ['n01440764', 'n01443537'];
export const INDEX = JSON.stringify({ 0: [TENCH, 'tench, Tinca tinca'], 1: [GOLDFISH, 'goldfish'] });
export const SYNSETS: Files = {
  [`val/${GOLDFISH}/b.png`]: BLUE,
  [`val/${TENCH}/a.JPEG`]: RED,
  'classes.json': INDEX,
};
export const FLAT: Files = { 'val/a.JPEG': RED, 'val/b.png': BLUE, 'val/c.png': BLUE, 'classes.json': INDEX };
export const NIPS = 'ImageId,URL,TrueLabel,TargetClass\nb,"a, b",2,1\na,,1,2\n';

const made: (() => void)[] = [];
afterEach(() => made.splice(0).forEach((remove) => remove()));

/** What the dataset has warned of since it was opened last. */
export const warnings: string[] = [];

/** Opens files as `imagenet`, two classes in two by two pixels. */
export async function open(files: Files, params: object, seed = 0): Promise<Dataset> {
  const { folder, remove } = await folderOf(files);
  made.push(remove);
  warnings.length = 0;
  const tiny = { folder: 'val', classCount: 2, preprocess: { resize: { exact: [2, 2] }, interpolation: 'nearest' } };
  return openDataset(
    imagenet,
    { ...tiny, ...params },
    { seed, folder, warn: (message) => void warnings.push(message) },
  );
}

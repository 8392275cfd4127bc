import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Split } from '@fragility/dataset';
import { isStray, type Fail } from '@fragility/dataset/files';

export type Content = 'images' | 'labels';

const SPLITS: Readonly<Record<Split, string>> = { train: 'train', test: '(?:t10k|test)' };

/** The original's name: `train-images-idx3-ubyte`. */
export const originalName = (split: Split, content: Content): string =>
  `${split === 'train' ? 'train' : 't10k'}-${content}-idx${content === 'images' ? 3 : 1}-ubyte`;

/**
 * Whether a name is the original's or one that tools make of it: `train-images.idx3-ubyte` (7-Zip, Kaggle), `train_images.idx`,
 * `TRAIN-IMAGES-IDX3-UBYTE.GZ`, `emnist-digits-train-images-idx3-ubyte.gz`, `kmnist-test-images.idx3`. Packed ones are called so too, and
 * told by their content.
 */
export function isNamed(name: string, split: Split, content: Content): boolean {
  const words = name.toLowerCase().replaceAll(/[-_. ]+/g, '-');
  return new RegExp(
    `^(?:.*-)?${SPLITS[split]}-${content.slice(0, -1)}s?(?:-idx[123]?)?(?:-u?byte|-int)?(?:-idx)?(?:-(?:7z|bz2|gz|rar|xz|zip|zst))?$`,
  ).test(words);
}

/** Names in a folder; none where there is no folder. */
async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !isStray(name)).sort();
}

/** Files of a folder that are called like the one wanted, those in a folder of that name included. */
async function candidates(folder: string, split: Split, content: Content): Promise<string[]> {
  const found: string[] = [];
  for (const name of await namesIn(folder)) {
    if (!isNamed(name, split, content)) continue;
    const path = join(folder, name);
    if ((await stat(path).catch(() => undefined))?.isDirectory())
      found.push(...(await candidates(path, split, content)));
    else found.push(path);
  }
  return found;
}

const withoutGz = (path: string): string => path.replace(/\.gz$/i, '');

/** The file to read of several: the original's name before others, plain before its own `.gz`. */
function best(found: readonly string[], original: string): string[] {
  const ofName = found.filter((path) => withoutGz(path).endsWith(original));
  const pool = ofName.length > 0 ? ofName : found;
  return pool.filter((path) => withoutGz(path) === path || !pool.includes(withoutGz(path)));
}

/**
 * The file of a split's images or labels in a folder, or where torchvision puts it below that, in `raw` or `MNIST/raw`; undefined where there
 * is none.
 *
 * @param torchvision torchvision's name of the dataset
 * @throws FragilityError `…/folder` for a folder that is none, `…/missing` where several could be meant.
 */
export async function locate(
  folder: string,
  split: Split,
  content: Content,
  torchvision: string,
  fail: Fail,
): Promise<string | undefined> {
  for (const place of [folder, join(folder, 'raw'), join(folder, torchvision, 'raw')]) {
    const found = best(await candidates(place, split, content), originalName(split, content));
    if (found.length > 1)
      fail(
        {
          given: `${place} has ${found.length} files that may be the ${content} of '${split}' (${found.slice(0, 3).join(', ')})`,
          expected: 'one',
          remedy: 'move the others elsewhere',
        },
        'missing',
      );
    if (found[0] !== undefined) return found[0];
  }
  return undefined;
}

import { resolve } from 'node:path';
import { defineDataset, type Split } from '@fragility/dataset';
import { permutation, random } from '@fragility/numerics';
import { suggest } from '@fragility/plugin';
import { z } from 'zod';
import { failOf } from '@fragility/dataset/files';
import { sortedNames } from './listing/folder-labels.js';
import { classFolders, listFolders, oddities } from './listing/folders.js';
import { decoder } from './pixels/decode.js';
import { loadImages, noteOnce, type Listed } from './pixels/load.js';
import { twinsOnce } from './pixels/twins.js';
import { recipeOf, recipeParams, shapeOf } from './pixels/recipe.js';

const fail = failOf('image-folder');
const SPLITS = ['train', 'test'] as const;
type Found = Readonly<Record<Split, readonly string[]>>;
const REMEDY = 'sort the images into folders named after their classes';

/** Labels of the class folders: those chosen, or all folders of both splits in sorted order, that of numbers where all names are. */
function classesOf(found: readonly string[], chosen: readonly string[] | undefined): readonly string[] {
  const all = sortedNames([...new Set(found)]);
  if (!chosen) return all;
  const twice = chosen.find((name, k) => chosen.indexOf(name) !== k);
  if (twice !== undefined) fail({ given: `classes name '${twice}' twice`, remedy: 'name each class once' }, 'classes');
  const unknown = chosen.find((name) => !all.includes(name));
  if (unknown !== undefined)
    fail(
      {
        given: `there is no class folder '${unknown}'${suggest(unknown, all)}`,
        expected: `one of ${all.slice(0, 10).join(', ')}${all.length > 10 ? ', …' : ''}`,
        remedy: 'correct `classes`',
      },
      'classes',
    );
  return chosen;
}

const few = (names: readonly string[]): string => names.slice(0, 4).join(', ') + (names.length > 4 ? ', …' : '');

/** Names what is guessed of the classes: the order of numbers, which torchvision spells otherwise, and classes of one split only. */
function warnOfGuesses(
  found: Found,
  classes: readonly string[],
  chosen: boolean,
  warn: (message: string) => void,
): void {
  const spelt = [...classes].sort();
  const first = classes.findIndex((name, k) => name !== spelt[k]);
  if (!chosen && first >= 0)
    warn(
      `[dataset/image-folder] class folders are numbers and labelled in their order (label ${first} is '${classes[first]}'), where torchvision's ImageFolder sorts text (label ${first} is '${spelt[first]}'); name them in \`classes\` in the model's order where that is meant`,
    );
  if (chosen || found.train.length === 0 || found.test.length === 0) return;
  for (const [split, other] of [SPLITS, SPLITS.toReversed()] as const) {
    const alone = found[split!].filter((name) => !found[other!].includes(name));
    if (alone.length > 0)
      warn(
        `[dataset/image-folder] ${alone.length} of ${classes.length} classes are in ${split} only (${few(alone)}); correct the folders' names, or name the classes in \`classes\``,
      );
  }
}

/**
 * Images in a folder per class, for training, for test, or both: `[size, size, 3]`, height × width × RGB, in [0, 1].
 *
 * Labels follow the sorted names of the class folders (of both splits together), or `classes`, which also leaves the others out. Decoded
 * when loaded, off the main thread; a corrupt image is skipped and named. Ids are `test/CLASS/FILE`.
 *
 * @throws FragilityError `image-folder/folder`, `/empty`, `/type`, `/classes` and `/crop` when opened; `/unreadable` for a file that has
 * gone since.
 * @example
 * const opened = openDataset(imageFolder, { test: 'nowhere' }, { seed: 0 });
 * await opened.catch((error) => error.code); // 'image-folder/folder'
 */
export const imageFolder = defineDataset({
  name: 'image-folder',
  summary: 'Images in a folder per class, resized to one size, in [0, 1]',
  params: z.strictObject({
    train: z.string().optional().describe('folder with a folder of images per class, for training'),
    test: z.string().optional().describe('the same for test'),
    classes: z.array(z.string()).min(2).optional().describe('only these class folders, labelled in this order'),
    shuffle: z.boolean().default(false).describe('order by the seed, so that the first examples are a random sample'),
    ...recipeParams,
  }),
  open: async (given, { seed, folder: base = '.', warn = console.warn }) => {
    const recipe = recipeOf(given.preprocess, given.size, fail);
    const root = (split: Split): string | undefined =>
      given[split] === undefined ? undefined : resolve(base, given[split]);
    if (SPLITS.every((split) => root(split) === undefined))
      fail(
        { given: 'neither train nor test is given', expected: 'at least one folder', remedy: 'give its path' },
        'folder',
      );
    const found = { train: [] as string[], test: [] as string[] };
    for (const split of SPLITS) {
      const folder = root(split);
      if (folder !== undefined) found[split] = await classFolders(folder, REMEDY, fail);
    }
    const classes = classesOf([...found.train, ...found.test], given.classes);
    warnOfGuesses(found, classes, given.classes !== undefined, warn);
    const images = {
      recipe,
      decode: await decoder(),
      fail,
      note: noteOnce('image-folder', warn),
      twins: twinsOnce('image-folder', warn),
    };
    const filled = new Set<string>();
    const open = async (split: Split) => {
      const folder = root(split);
      if (folder === undefined) return { root: '', listed: [] as Listed[], ...images };
      const chosen = found[split]
        .map((name) => ({ name, label: classes.indexOf(name) }))
        .filter(({ label }) => label >= 0);
      const { listed, empty, ...odd } = await listFolders(folder, chosen, `${split}/`, fail);
      for (const { name } of chosen) if (!empty.includes(name)) filled.add(name);
      for (const line of oddities(odd)) warn(`[dataset/image-folder] ${split}: ${line}`);
      const order = given.shuffle ? permutation(random(seed).fork(split), listed.length) : listed.keys();
      return { root: folder, listed: Array.from(order, (k) => listed[k]!), ...images };
    };
    const splits = { train: await open('train'), test: await open('test') };
    const bare = classes.filter((name) => !filled.has(name));
    if (bare.length > 0 && !given.classes)
      warn(
        `[dataset/image-folder] ${bare.length} of ${classes.length} class folders have no images (${few(bare)}), but count as classes; name the classes in \`classes\`, or remove the folders`,
      );
    return {
      shape: shapeOf(recipe),
      classes,
      bounds: [0, 1],
      size: { train: splits.train.listed.length, test: splits.test.listed.length },
      load: (split, indices, signal) => loadImages(splits[split], indices, signal),
    };
  },
});

import { resolve } from 'node:path';
import { defineDataset } from '@fragility/dataset';
import { permutation, random } from '@fragility/numerics';
import { z } from 'zod';
import { failOf } from '@fragility/dataset/files';
import { readClassIndex, type ClassIndex } from './listing/class-index.js';
import { listFlat } from './listing/flat.js';
import { labelFolders } from './listing/folder-labels.js';
import { classFolders, listFolders, oddities } from './listing/folders.js';
import { readLabels } from './listing/labels-file.js';
import { decoder } from './pixels/decode.js';
import { loadImages, noteOnce, type Listed } from './pixels/load.js';
import { twinsOnce } from './pixels/twins.js';
import { recipeOf, recipeParams, shapeOf } from './pixels/recipe.js';

const fail = failOf('imagenet');

const params = z.strictObject({
  folder: z
    .string()
    .describe(
      'folder of the images, relative to the config: folders named by synset or class number, or files if there are labels',
    ),
  labels: z
    .string()
    .optional()
    .describe('CSV with a header, or text with NAME LABEL per line; synset folders if left out'),
  columns: z
    .strictObject({
      image: z.string().default('ImageId').describe('column of the image, with or without extension'),
      label: z.string().default('TrueLabel').describe('column of the class: the first word, a number or a synset'),
    })
    .prefault({})
    .describe('the columns that are read of a CSV'),
  firstLabel: z
    .int()
    .min(0)
    .max(1)
    .optional()
    .describe('number of the first class in the labels file, or of folders named by numbers'),
  classes: z
    .string()
    .optional()
    .describe('class index: JSON of index → [synset, name], or text with a synset per line'),
  classCount: z.int().min(2).default(1000).describe('number of classes'),
  shuffle: z.boolean().default(false).describe('order by the seed, so that the first examples are a random sample'),
  ...recipeParams,
});

type Params = z.output<typeof params>;

/** Class k is k where no class index is given. */
const numbered = (count: number): ClassIndex => ({
  names: Array.from({ length: count }, (_, k) => `${k}`),
  labels: new Map(),
});

async function list(
  root: string,
  base: string,
  given: Params,
  warn: (message: string) => void,
): Promise<{ names: readonly string[]; listed: Listed[] }> {
  const { labels, columns, firstLabel, classes, classCount } = given;
  const index = classes === undefined ? undefined : await readClassIndex(resolve(base, classes), classCount, fail);
  if (labels !== undefined) {
    const file = resolve(base, labels);
    const known = index ?? numbered(classCount);
    const read = await readLabels(file, columns, fail);
    const listed = await listFlat(root, file, read, { index: known, firstLabel }, fail);
    if (listed.length === 0)
      fail({ file, given: `${file} names no images`, remedy: 'add some, or leave it out for synset folders' }, 'empty');
    return { names: known.names, listed };
  }
  const folders = await classFolders(root, 'give `labels` for a flat folder', fail);
  const numbering = { index, count: classCount, first: firstLabel ?? 0 };
  const { names, labelled } = labelFolders(root, folders, numbering, fail);
  const { listed, ...odd } = await listFolders(root, labelled, '', fail);
  for (const line of oddities(odd)) warn(`[dataset/imagenet] ${line}`);
  return { names, listed };
}

/**
 * ImageNet's validation images, or any others with its classes: `[224, 224, 3]`, height × width × RGB, in [0, 1], test split only.
 *
 * From folders named by synset (`n01440764/…`) or by class number (`0/…`), or from a flat folder with a labels file (text, CSV, the CSV of NIPS-2017). Opening reads the
 * listing only; images are decoded when loaded, off the main thread, a few at a time. A corrupt image is skipped and named. Ids are
 * paths below `folder`.
 * Source: Russakovsky et al., ImageNet Large Scale Visual Recognition Challenge, arXiv:1409.0575.
 *
 * @throws FragilityError `imagenet/folder`, `/missing`, `/empty`, `/type`, `/classes`, `/synset`, `/labels`, `/columns`, `/label`, `/image`
 * and `/crop` when opened; `/unreadable` for a file that has gone since.
 * @example
 * const opened = openDataset(imagenet, { folder: 'nowhere' }, { seed: 0 });
 * await opened.catch((error) => error.code); // 'imagenet/folder'
 */
export const imagenet = defineDataset({
  name: 'imagenet',
  summary: 'ImageNet’s validation images, resized as the model zoos do, in [0, 1]',
  params,
  open: async (given, { seed, folder: base = '.', warn = console.warn }) => {
    const recipe = recipeOf(given.preprocess, given.size, fail);
    const root = resolve(base, given.folder);
    const { names, listed } = await list(root, base, given, warn);
    const order = given.shuffle ? permutation(random(seed).fork('imagenet'), listed.length) : listed.keys();
    const source = {
      ...{ root, listed: Array.from(order, (k) => listed[k]!), recipe, fail },
      decode: await decoder(),
      note: noteOnce('imagenet', warn),
      twins: twinsOnce('imagenet', warn),
    };
    return {
      shape: shapeOf(recipe),
      classes: names,
      bounds: [0, 1],
      size: { train: 0, test: listed.length },
      load: (_split, indices, signal) => loadImages(source, indices, signal),
    };
  },
});

import type { Dataset, Split } from '@fragility/dataset';
import { failOf, type Fail } from '@fragility/dataset/files';
import { z } from 'zod';
import { classesOf, type Naming } from './classes.js';
import { readSplit, type IdxSplit, type IdxDataset } from './files.js';

const limit = (split: Split) =>
  z
    .int()
    .min(0)
    .optional()
    .describe(`at most so many ${split} examples, counted after the class filter; with 0 the files are not read`);

/** The parameters of every dataset in MNIST's format, but for the folder. */
export const idxParams = (classes: number) => ({
  classes: z
    .array(
      z
        .int()
        .min(0)
        .max(classes - 1),
    )
    .min(2)
    .optional()
    .describe('only these classes, relabelled in this order'),
  train: limit('train'),
  test: limit('test'),
  checksum: z.boolean().default(true).describe('insist on the original files'),
});

/** What {@link openIdx} needs to know. */
export interface Chosen {
  readonly classes?: readonly number[] | undefined;
  readonly train?: number | undefined;
  readonly test?: number | undefined;
  readonly checksum: boolean;
}

/** A split as read, and the positions of its examples in the files. */
interface Opened extends IdxSplit {
  readonly positions: readonly number[];
}

/** Height and width of the images, the same in both splits. */
function sizeOf({ train, test }: Readonly<Record<Split, Opened | undefined>>, fail: Fail): readonly [number, number] {
  const sizes = [train, test].filter((part) => part !== undefined);
  const [first, second] = sizes.map(({ images }) => images.shape.slice(1) as [number, number]);
  if (!first)
    return fail(
      { given: 'no examples are asked for (train: 0, test: 0)', expected: 'some', remedy: 'raise one' },
      'empty',
    );
  if (second && (first[0] !== second[0] || first[1] !== second[1]))
    fail(
      {
        given: `test images are ${second.join(' × ')} (${test!.file}), training images ${first.join(' × ')} (${train!.file})`,
        expected: 'one size',
        remedy: 'use files that belong together, or set train: 0 where nothing is trained',
      },
      'shape',
    );
  return first;
}

/**
 * Opens the four files of a dataset in MNIST's format: images [height, width, 1] in [0, 1], ids such as `mnist-test-17` by position.
 * Files of a split limited to 0 are not read.
 *
 * @throws FragilityError `NAME/missing`, `NAME/gzip`, `NAME/idx`, `NAME/checksum`, `NAME/label` naming the file, `NAME/shape` where the splits'
 *   images differ in size, and `NAME/classes`.
 */
export async function openIdx(
  source: IdxDataset,
  folder: string,
  naming: Naming,
  { classes, train, test, checksum }: Chosen,
  warn: (message: string) => void,
): Promise<Dataset> {
  const { name } = source;
  const fail = failOf(name);
  const read = async (split: Split, most = Infinity): Promise<IdxSplit | undefined> =>
    most === 0 ? undefined : readSplit(source, folder, split, checksum);
  const parts = { train: await read('train', train), test: await read('test', test) };
  const known = [parts.train, parts.test].filter((part) => part !== undefined);
  const say = (message: string): void => warn(`[dataset/${name}] ${message}`);
  const { labels: chosen, names } = classesOf(known, { ...naming, open: naming.open && !checksum }, classes, say, fail);
  const open = (part: IdxSplit | undefined, most = Infinity): Opened | undefined => {
    if (!part) return undefined;
    const { labels, split } = part;
    const positions: number[] = [];
    for (let i = 0; i < labels.length && positions.length < most; i++) {
      if (chosen.includes(labels[i]!)) positions.push(i);
    }
    const [first] = positions;
    if (split === 'train' && first !== undefined && positions.every((i) => labels[i] === labels[first]))
      fail(
        {
          given: `all ${positions.length} train examples are of class ${names[chosen.indexOf(labels[first]!)]}`,
          expected: 'at least two classes',
          remedy: 'raise `train`, or set it to 0 where nothing is trained',
        },
        'classes',
      );
    return { ...part, positions };
  };
  const splits = { train: open(parts.train, train), test: open(parts.test, test) };
  const [height, width] = sizeOf(splits, fail);
  const pixels = height * width;
  return {
    shape: [height, width, 1],
    classes: names,
    bounds: [0, 1],
    size: { train: splits.train?.positions.length ?? 0, test: splits.test?.positions.length ?? 0 },
    load: async (split, indices) => {
      const { images, labels, positions } = splits[split]!;
      const data = new Float64Array(indices.length * pixels);
      const wanted = Array.from(indices, (index) => positions[index]!);
      wanted.forEach((position, k) => {
        const from = position * pixels;
        for (let p = 0; p < pixels; p++) data[k * pixels + p] = images.data[from + p]! / 255;
      });
      return {
        inputs: { data, shape: [indices.length, height, width, 1] },
        labels: Int32Array.from(wanted, (position) => chosen.indexOf(labels[position]!)),
        ids: wanted.map((position) => `${name}-${split}-${position}`),
      };
    },
  };
}

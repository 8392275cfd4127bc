import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { FragilityError } from '@fragility/plugin';
import type { Split } from '@fragility/dataset';
import { readIdx, type Idx } from './idx.js';

/** The four files of a dataset in MNIST's format. */
export interface Source {
  /** Name of the dataset, in messages and codes. */
  readonly name: string;
  /** SHA-256 of the uncompressed originals, images then labels. */
  readonly sha256: Readonly<Record<Split, readonly [string, string]>>;
  /** What else to do when a file is missing. */
  readonly remedy: string;
}

const PREFIX: Readonly<Record<Split, string>> = { train: 'train', test: 't10k' };

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

function unreadable({ name: dataset, remedy }: Source, cause: unknown, folder: string, name: string): FragilityError {
  const code = codeOf(cause);
  const [message, kind] =
    code === 'ENOENT'
      ? [`neither ${name} nor ${name}.gz is in ${folder}; put the four IDX files there, or ${remedy}`, 'missing']
      : code === 'ENOTDIR'
        ? [`${folder} is a file, expected the folder of the four IDX files; give that folder`, 'missing']
        : code === undefined || code.startsWith('Z')
          ? [`${join(folder, name)}.gz cannot be unpacked; get the file again`, 'gzip']
          : [`${join(folder, name)} cannot be read (${String(code)}), expected an IDX file; correct it`, 'missing'];
  return new FragilityError(message!, { where: `dataset/${dataset}`, code: `${dataset}/${kind}`, cause });
}

async function readEither(source: Source, folder: string, name: string): Promise<{ file: string; bytes: Uint8Array }> {
  const plain = join(folder, name);
  try {
    return { file: plain, bytes: await readFile(plain) };
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT') throw unreadable(source, cause, folder, name);
  }
  const packed = `${plain}.gz`;
  try {
    return { file: packed, bytes: gunzipSync(await readFile(packed)) };
  } catch (cause) {
    throw unreadable(source, cause, folder, name);
  }
}

async function readChecked(
  source: Source,
  folder: string,
  name: string,
  dimensions: number,
  sha256: string | null,
): Promise<Idx> {
  const { file, bytes } = await readEither(source, folder, name);
  const idx = readIdx(file, bytes, dimensions, source.name);
  if (sha256 === null) return idx;
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) {
    throw new FragilityError(
      `${file} has SHA-256 ${found}, the original has ${sha256}; get the file again, or set checksum: false for files of your own`,
      { where: `dataset/${source.name}`, code: `${source.name}/checksum` },
    );
  }
  return idx;
}

/** Images and labels 0…9 of one split, checked against each other. */
export async function readSplit(
  source: Source,
  folder: string,
  split: Split,
  checksum: boolean,
): Promise<{ images: Idx; labels: Idx }> {
  const { name } = source;
  const [ofImages, ofLabels] = source.sha256[split];
  const prefix = PREFIX[split];
  const images = await readChecked(source, folder, `${prefix}-images-idx3-ubyte`, 3, checksum ? ofImages : null);
  const labels = await readChecked(source, folder, `${prefix}-labels-idx1-ubyte`, 1, checksum ? ofLabels : null);
  if (images.shape[0] !== labels.shape[0]) {
    throw new FragilityError(
      `${folder} has ${images.shape[0]} images and ${labels.shape[0]} labels in '${split}'; use files that belong together`,
      { where: `dataset/${name}`, code: `${name}/idx` },
    );
  }
  const odd = labels.data.findIndex((label) => label > 9);
  if (odd >= 0) {
    throw new FragilityError(
      `label ${odd} of '${split}' in ${folder} is ${labels.data[odd]}, expected 0…9; get the file again`,
      { where: `dataset/${name}`, code: `${name}/label` },
    );
  }
  return { images, labels };
}

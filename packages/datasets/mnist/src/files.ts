import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { Split } from '@fragility/dataset';
import { failOf, unpacked, type Fail } from '@fragility/dataset/files';
import { readIdx, type Idx } from './idx.js';
import { locate, originalName, type Content } from './locate.js';

/** The four files of a dataset in MNIST's format. */
export interface Source {
  /** Name of the dataset, in messages and codes. */
  readonly name: string;
  /** SHA-256 of the uncompressed originals, images then labels. */
  readonly sha256: Readonly<Record<Split, readonly [string, string]>>;
  /** What else to do when a file is missing. */
  readonly remedy: string;
}

/** Images and labels of one split, and the file that the images are from. */
export interface Part {
  readonly images: Idx;
  readonly labels: Idx;
  readonly file: string;
}

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException).code);

async function missing({ remedy }: Source, folder: string, split: Split, content: Content, fail: Fail): Promise<never> {
  const found = await stat(folder).catch(() => undefined);
  if (found && !found.isDirectory())
    return fail(`${folder} is a file, expected the folder of the four IDX files; give that folder`, 'missing');
  const name = originalName(split, content);
  return fail(
    `neither ${name} nor ${name}.gz is in ${found ? folder : `${folder}, which does not exist`}; put the four IDX files there, set ${split}: 0 where its files are not needed, or ${remedy}`,
    'missing',
  );
}

async function readChecked(
  source: Source,
  folder: string,
  [split, content]: readonly [Split, Content],
  sha256: string | null,
  fail: Fail,
): Promise<{ file: string; idx: Idx }> {
  const file = (await locate(folder, split, content, fail)) ?? (await missing(source, folder, split, content, fail));
  const raw = await readFile(file).catch((cause: unknown) =>
    fail(`${file} cannot be read (${codeOf(cause)}), expected an IDX file; correct it`, 'missing', cause),
  );
  const bytes = unpacked(file, raw, 'an IDX file', fail, { gzip: 'gzip', other: 'idx' });
  const idx = readIdx(file, bytes, content === 'images' ? 3 : 1, source.name);
  if (sha256 === null) return { file, idx };
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256)
    fail(
      `${file} has SHA-256 ${found}, the original has ${sha256}; get the file again, or set checksum: false for files of your own`,
      'checksum',
    );
  return { file, idx };
}

/** Images and labels 0…9 of one split, checked against each other. */
export async function readSplit(source: Source, folder: string, split: Split, checksum: boolean): Promise<Part> {
  const fail = failOf(source.name);
  const [ofImages, ofLabels] = checksum ? source.sha256[split] : [null, null];
  const { file, idx: images } = await readChecked(source, folder, [split, 'images'], ofImages, fail);
  const { file: labelFile, idx: labels } = await readChecked(source, folder, [split, 'labels'], ofLabels, fail);
  if (images.shape[0] !== labels.shape[0])
    fail(
      `${folder} has ${images.shape[0]} images and ${labels.shape[0]} labels in '${split}'; use files that belong together`,
      'idx',
    );
  const odd = labels.data.findIndex((label) => label > 9);
  if (odd >= 0)
    fail(
      `label ${odd} of '${split}' in ${labelFile} is ${labels.data[odd]}, expected 0…9; get the file again`,
      'label',
    );
  return { images, labels, file };
}

import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { Split } from '@fragility/dataset';
import { failOf, unpacked, type Fail } from '@fragility/dataset/files';
import { promisedByIdx, readIdx, type Idx } from './idx.js';
import { readLabels } from './labels.js';
import { locate, originalName, type Content } from './locate.js';

/** The four files of a dataset in MNIST's format. */
export interface IdxDataset {
  /** Name of the dataset, in messages and codes. */
  readonly name: string;
  /** Name of the folder that torchvision puts it in. */
  readonly torchvision: string;
  /** SHA-256 of the uncompressed originals, images then labels. */
  readonly sha256: Readonly<Record<Split, readonly [string, string]>>;
  /** What else to do when a file is missing. */
  readonly remedy: string;
}

/** Images and labels of one split, and the files that they are from. */
export interface IdxSplit {
  readonly split: Split;
  readonly images: Idx;
  readonly labels: Int32Array;
  readonly file: string;
  readonly labelFile: string;
}

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException).code);

async function missing(
  { remedy }: IdxDataset,
  folder: string,
  split: Split,
  content: Content,
  fail: Fail,
): Promise<never> {
  const found = await stat(folder).catch(() => undefined);
  if (found && !found.isDirectory())
    return fail(
      { given: `${folder} is a file`, expected: 'the folder of the four IDX files', remedy: 'give that folder' },
      'missing',
    );
  const name = originalName(split, content);
  return fail(
    {
      given: `neither ${name} nor ${name}.gz is in ${found ? folder : `${folder}, which does not exist`}`,
      remedy: `put the four IDX files there, set ${split}: 0 where its files are not needed, or ${remedy}`,
    },
    'missing',
  );
}

async function readChecked(
  source: IdxDataset,
  folder: string,
  [split, content]: readonly [Split, Content],
  sha256: string | null,
  fail: Fail,
): Promise<{ file: string; bytes: Uint8Array }> {
  const file =
    (await locate(folder, split, content, source.torchvision, fail)) ??
    (await missing(source, folder, split, content, fail));
  const raw = await readFile(file).catch((cause: unknown) =>
    fail(
      { file, given: `${file} cannot be read (${codeOf(cause)})`, expected: 'an IDX file', remedy: 'correct it' },
      'missing',
      cause,
    ),
  );
  const bytes = unpacked(file, raw, 'an IDX file', fail, { gzip: 'gzip', other: 'idx', promised: promisedByIdx });
  if (sha256 === null) return { file, bytes };
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256)
    fail(
      {
        file,
        given: `${file} has SHA-256 ${found}, the original has ${sha256}`,
        remedy: 'get the file again, or set checksum: false for files of your own',
      },
      'checksum',
    );
  return { file, bytes };
}

/** Images and labels of one split, checked against each other. */
export async function readSplit(
  source: IdxDataset,
  folder: string,
  split: Split,
  checksum: boolean,
): Promise<IdxSplit> {
  const fail = failOf(source.name);
  const [ofImages, ofLabels] = checksum ? source.sha256[split] : [null, null];
  const read = await readChecked(source, folder, [split, 'images'], ofImages, fail);
  const images = readIdx(read.file, read.bytes, 3, source.name);
  const { file: labelFile, bytes } = await readChecked(source, folder, [split, 'labels'], ofLabels, fail);
  const labels = readLabels(labelFile, bytes, source.name);
  if (images.shape[0] !== labels.length)
    fail(
      {
        given: `${folder} has ${images.shape[0]} images and ${labels.length} labels in '${split}'`,
        remedy: 'use files that belong together',
      },
      'idx',
    );
  return { split, images, labels, file: read.file, labelFile };
}

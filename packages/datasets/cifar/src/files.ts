import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Split } from '@fragility/dataset';
import { failOf, unpacked, type Fail } from '@fragility/dataset/files';

/** Bytes of a record: the label, then 32 × 32 red, green and blue values. */
export const RECORD = 3073;

const PER_FILE = 10000;
const FILES: Readonly<Record<Split, readonly string[]>> = {
  train: [1, 2, 3, 4, 5].map((k) => `data_batch_${k}.bin`),
  test: ['test_batch.bin'],
};

const fail: Fail = failOf('cifar10');

function checkLength(file: string, length: number, complete: boolean): void {
  if (complete ? length === PER_FILE * RECORD : length > 0 && length % RECORD === 0) return;
  const records = `${length} bytes, which is ${Math.floor(length / RECORD)} records and ${length % RECORD} bytes`;
  fail(
    complete
      ? {
          file,
          given: `${file} has ${records}`,
          expected: `${PER_FILE * RECORD} bytes (${PER_FILE} records)`,
          remedy: 'get the file again, or set complete: false for files of your own',
        }
      : {
          file,
          given: `${file} has ${records}`,
          expected: `whole records of ${RECORD} bytes, at least one`,
          remedy: 'get the file again',
        },
    'size',
  );
}

function checkLabels(file: string, bytes: Uint8Array, counts: number[]): void {
  for (let at = 0; at < bytes.length; at += RECORD) {
    const label = bytes[at]!;
    if (label > 9)
      fail(
        { file, given: `label ${at / RECORD} of ${file} is ${label}`, expected: '0…9', remedy: 'get the file again' },
        'label',
      );
    counts[label]!++;
  }
}

/** The folder of the binary files: the one given, or the one that the archive unpacks to below it. */
async function folderOf(given: string, names: readonly string[]): Promise<string> {
  const within = join(given, 'cifar-10-batches-bin');
  const has = async (folder: string): Promise<boolean> =>
    (await readdir(folder).catch(() => [])).some((name) => names.includes(name));
  return !(await has(given)) && (await has(within)) ? within : given;
}

async function read(folder: string, name: string): Promise<Uint8Array> {
  const file = join(folder, name);
  const bytes = await readFile(file).catch(async (cause: NodeJS.ErrnoException) => {
    const found = await readdir(folder).catch((): string[] => []);
    const other = found.includes(name.replace('.bin', ''))
      ? `${folder} has the version for Python (${name.replace('.bin', '')}), expected the binary version; get cifar-10-binary.tar.gz, or save arrays as .npy and use dataset npy`
      : found.includes(`${name.startsWith('test') ? 'test' : 'train'}.bin`)
        ? `${folder} looks like CIFAR-100, expected CIFAR-10; save the arrays as .npy and use dataset npy`
        : `${name} is not in ${folder}; put the six files of cifar-10-binary.tar.gz there`;
    return fail(
      cause.code === 'ENOENT'
        ? other
        : { file, given: `${file} cannot be read (${cause.message})`, remedy: 'check its type and permissions' },
      'missing',
      cause,
    );
  });
  return unpacked(file, bytes, `records of ${RECORD} bytes`, fail, { gzip: 'gzip', other: 'size' });
}

/**
 * The records of one split, file after file. `complete` insists on 10 000 records per file and on the published class counts.
 *
 * @throws FragilityError `cifar10/missing`, `cifar10/gzip`, `cifar10/size`, `cifar10/label`, `cifar10/counts`, naming the file.
 */
export async function readSplit(given: string, split: Split, complete: boolean): Promise<readonly Uint8Array[]> {
  const parts: Uint8Array[] = [];
  const counts = new Array<number>(10).fill(0);
  const folder = await folderOf(given, FILES[split]);
  for (const name of FILES[split]) {
    const file = join(folder, name);
    const bytes = await read(folder, name);
    checkLength(file, bytes.length, complete);
    checkLabels(file, bytes, counts);
    parts.push(bytes);
  }
  const each = (FILES[split].length * PER_FILE) / 10;
  const odd = counts.findIndex((count) => count !== each);
  if (complete && odd >= 0)
    fail(
      {
        given: `'${split}' in ${folder} has ${counts[odd]} examples of class ${odd}, the original has ${each} of each`,
        remedy: 'get the files again, or set complete: false for files of your own',
      },
      'counts',
    );
  return parts;
}

import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Fail } from '@fragility/dataset/files';

const IMAGES = ['.jpg', '.jpeg', '.png'];

/** Whether a file is called like a JPEG or PNG. */
export const isImage = (name: string): boolean => IMAGES.includes(extname(name).toLowerCase());

const codeOf = (cause: unknown): string | undefined => (cause as NodeJS.ErrnoException).code;

/** Names in a folder, sorted by code unit, hidden ones left out; links count as what they lead to. */
export async function namesIn(folder: string, fail: Fail): Promise<{ folders: string[]; files: string[] }> {
  const found = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) =>
    fail(
      codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR'
        ? `${codeOf(cause) === 'ENOENT' ? `folder ${folder} does not exist` : `${folder} is a file`}, expected a folder of images; give the right path, relative to the config`
        : `folder ${folder} cannot be listed (${String(cause)}); check its type and permissions`,
      'folder',
      cause,
    ),
  );
  const [folders, files]: [string[], string[]] = [[], []];
  for (const entry of found) {
    if (entry.name.startsWith('.')) continue;
    const isFolder = entry.isSymbolicLink()
      ? (await stat(join(folder, entry.name)).catch(() => undefined))?.isDirectory()
      : entry.isDirectory();
    (isFolder ? folders : files).push(entry.name);
  }
  return { folders: folders.sort(), files: files.sort() };
}

/** The images of one class folder, sorted by name. */
export async function imagesIn(folder: string, fail: Fail): Promise<string[]> {
  const { folders, files } = await namesIn(folder, fail);
  const odd = folders[0] ?? files.find((name) => !isImage(name));
  if (odd !== undefined)
    fail(`${join(folder, odd)} is not an image, expected ${IMAGES.join(', ')} files; convert or remove it`, 'type');
  return files;
}

/** A text file, without a byte-order mark. */
export async function textOf(file: string, what: string, fail: Fail): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) =>
    fail(
      `${what} ${file} ${codeOf(cause) === 'ENOENT' ? 'does not exist' : `cannot be read (${String(cause)})`}; give the right path, relative to the config`,
      'missing',
      cause,
    ),
  );
  return text.replace(/^\uFEFF/, '');
}

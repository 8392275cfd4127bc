import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { isStray, type Fail } from '@fragility/dataset/files';
import { decodeText } from '@fragility/plugin';
import { ENDINGS } from '../pixels/format.js';

/** Whether a file is called like an image. */
export const isImage = (name: string): boolean => ENDINGS.includes(extname(name).toLowerCase());

const codeOf = (cause: unknown): string | undefined => (cause as NodeJS.ErrnoException).code;

/** What is in a folder, each list sorted by code unit. */
export interface Names {
  readonly folders: string[];
  readonly files: string[];
  /** Links that lead nowhere; those called like images are among the files too. */
  readonly dangling: string[];
}

/** Names in a folder, strays and what is neither file nor folder left out; links count as what they lead to. */
export async function namesIn(folder: string, fail: Fail): Promise<Names> {
  const found = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) =>
    fail(
      codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR'
        ? {
            given: `${codeOf(cause) === 'ENOENT' ? `folder ${folder} does not exist` : `${folder} is a file`}`,
            expected: 'a folder of images',
            remedy: 'give the right path, relative to the config',
          }
        : { given: `folder ${folder} cannot be listed (${String(cause)})`, remedy: 'check its type and permissions' },
      'folder',
      cause,
    ),
  );
  const names: Names = { folders: [], files: [], dangling: [] };
  for (const entry of found) {
    if (isStray(entry.name)) continue;
    const kind = entry.isSymbolicLink() ? await stat(join(folder, entry.name)).catch(() => undefined) : entry;
    if (!kind) names.dangling.push(entry.name);
    if (kind?.isDirectory()) names.folders.push(entry.name);
    else if (kind ? kind.isFile() : isImage(entry.name)) names.files.push(entry.name);
  }
  for (const list of Object.values(names) as string[][]) list.sort();
  return names;
}

/** Files below a class folder, by path from it with `/`. */
export interface Images {
  readonly images: string[];
  /** Files that are not called like images. */
  readonly others: string[];
  /** Whether an image lies in a folder within the class folder. */
  readonly nested: boolean;
}

/** The folders at and below a folder, by path from it, sorted; a link to one that is there already is left out. */
async function foldersBelow(root: string, fail: Fail): Promise<{ path: string; files: string[] }[]> {
  const seen = new Set<string>();
  const found: { path: string; files: string[] }[] = [];
  const walk = async (path: string): Promise<void> => {
    const real = await realpath(join(root, path));
    if (seen.has(real)) return;
    seen.add(real);
    const { folders, files } = await namesIn(join(root, path), fail);
    found.push({ path, files });
    for (const name of folders) await walk(path === '' ? name : `${path}/${name}`);
  };
  await walk('');
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The images of one class folder and of the folders within it, as torchvision's ImageFolder takes them: folder by folder, sorted by path. */
export async function imagesIn(folder: string, fail: Fail): Promise<Images> {
  const below = (await foldersBelow(folder, fail)).flatMap(({ path, files }) =>
    files.map((name) => (path === '' ? name : `${path}/${name}`)),
  );
  const images = below.filter(isImage);
  return { images, others: below.filter((name) => !isImage(name)), nested: images.some((path) => path.includes('/')) };
}

/** A text file in UTF-8, or UTF-16 with its mark. */
export async function textOf(file: string, what: string, fail: Fail): Promise<string> {
  const bytes = await readFile(file).catch((cause: unknown) =>
    fail(
      {
        file,
        given: `${what} ${file} ${codeOf(cause) === 'ENOENT' ? 'does not exist' : `cannot be read (${String(cause)})`}`,
        remedy: 'give the right path, relative to the config',
      },
      'missing',
      cause,
    ),
  );
  const read = decodeText(bytes);
  return 'text' in read ? read.text : fail(`${what} ${file} ${read.problem}`, 'missing');
}

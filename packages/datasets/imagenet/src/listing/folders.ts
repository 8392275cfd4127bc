import { join } from 'node:path';
import type { Fail } from '@fragility/dataset/files';
import type { Listed } from '../pixels/load.js';
import { FORMATS } from '../pixels/format.js';
import { imagesIn, isImage, namesIn } from './files.js';

/**
 * The class folders in a folder, sorted.
 *
 * @throws FragilityError `…/folder` where there are none, or where one may be missing: a link that leads nowhere.
 */
export async function classFolders(root: string, remedy: string, fail: Fail): Promise<string[]> {
  const { folders, files, dangling } = await namesIn(root, fail);
  if (folders.length === 0)
    fail(
      {
        given: `${root} has no class folders (${files.length} files)`,
        expected: 'a folder per class',
        remedy,
      },
      'folder',
    );
  const lost = dangling.find((name) => !isImage(name));
  if (lost !== undefined)
    fail(
      {
        given: `${join(root, lost)} is a link that leads nowhere`,
        expected: 'a class folder',
        remedy: 'restore what it leads to, or remove it',
      },
      'folder',
    );
  return folders;
}

const SPLITS: ReadonlySet<string> = new Set(['train', 'training', 'val', 'valid', 'validation', 'test', 'testing']);

/** Refuses splits that are given as classes: folders of folders, all called like splits. */
function checkSplits(root: string, folders: readonly string[], nested: readonly string[], fail: Fail): void {
  if (folders.length > 0 && nested.length === folders.length && folders.every((name) => SPLITS.has(name.toLowerCase())))
    fail(
      {
        given: `the folders of ${root} are splits (${folders.join(', ')})`,
        expected: 'a folder per class',
        remedy: 'give one of them',
      },
      'folder',
    );
}

/** The images of some class folders, the folders that have none, those with folders of images in them, and files not called like images. */
export interface Listing {
  readonly listed: Listed[];
  readonly empty: string[];
  readonly nested: string[];
  readonly others: string[];
}

/** The images of class folders, class by class in the order given; ids are paths below the root, behind `prefix`. */
export async function listFolders(
  root: string,
  folders: readonly { readonly name: string; readonly label: number }[],
  prefix: string,
  fail: Fail,
): Promise<Listing> {
  const listing: Listing = { listed: [], empty: [], nested: [], others: [] };
  for (const { name, label } of folders) {
    const { images, others, nested } = await imagesIn(join(root, name), fail);
    if (nested) listing.nested.push(name);
    for (const image of images)
      listing.listed.push({ path: `${name}/${image}`, label, id: `${prefix}${name}/${image}` });
    for (const other of others) listing.others.push(`${name}/${other}`);
    if (images.length === 0) listing.empty.push(name);
  }
  checkSplits(root, [...folders.map(({ name }) => name)], listing.nested, fail);
  if (listing.listed.length === 0) {
    const left =
      listing.others.length > 0 ? ` (${listing.others.length} other files, such as ${listing.others[0]})` : '';
    fail(
      {
        given: `there are no images in the ${folders.length} class folders of ${root}${left}`,
        remedy: `put ${FORMATS} files there`,
      },
      'empty',
    );
  }
  return listing;
}

const few = (names: readonly string[]): string => names.slice(0, 3).join(', ') + (names.length > 3 ? ', …' : '');

/** One line each on files that are left out, and on folders within class folders, whose images count. */
export function oddities({ others, nested }: Pick<Listing, 'others' | 'nested'>): string[] {
  const lines: string[] = [];
  if (others.length > 0)
    lines.push(
      `${others.length} ${others.length === 1 ? 'file is' : 'files are'} left out, not called like an image (${few(others)})`,
    );
  if (nested.length > 0)
    lines.push(
      `images in folders within ${nested.length} class folders (${few(nested)}) count for the class, as in torchvision's ImageFolder; if those folders are the classes, give the folder that holds them`,
    );
  return lines;
}

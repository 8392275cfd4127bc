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
    fail(`${root} has no class folders (${files.length} files), expected a folder per class; ${remedy}`, 'folder');
  const lost = dangling.find((name) => !isImage(name));
  if (lost !== undefined)
    fail(
      `${join(root, lost)} is a link that leads nowhere, expected a class folder; restore what it leads to, or remove it`,
      'folder',
    );
  return folders;
}

/** The images of some class folders, the folders that have none, and the files that are not called like images. */
export interface Listing {
  readonly listed: Listed[];
  readonly empty: string[];
  readonly others: string[];
}

/** The images of class folders, class by class in the order given; ids are paths below the root, behind `prefix`. */
export async function listFolders(
  root: string,
  folders: readonly { readonly name: string; readonly label: number }[],
  prefix: string,
  fail: Fail,
): Promise<Listing> {
  const listing: Listing = { listed: [], empty: [], others: [] };
  for (const { name, label } of folders) {
    const { images, others } = await imagesIn(join(root, name), fail);
    for (const image of images)
      listing.listed.push({ path: `${name}/${image}`, label, id: `${prefix}${name}/${image}` });
    listing.others.push(...others.map((other) => `${name}/${other}`));
    if (images.length === 0) listing.empty.push(name);
  }
  if (listing.listed.length === 0) {
    const left =
      listing.others.length > 0 ? ` (${listing.others.length} other files, such as ${listing.others[0]})` : '';
    fail(
      `there are no images in the ${folders.length} class folders of ${root}${left}; put ${FORMATS} files there`,
      'empty',
    );
  }
  return listing;
}

/** One line on the files among images that are left out, if any. */
export const leftOut = (others: readonly string[]): string[] =>
  others.length === 0
    ? []
    : [
        `${others.length} ${others.length === 1 ? 'file is' : 'files are'} left out, not called like an image (${others.slice(0, 3).join(', ')}${others.length > 3 ? ', …' : ''})`,
      ];

import { join } from 'node:path';
import type { Fail } from '@fragility/dataset/files';
import type { Listed } from '../pixels/load.js';
import { imagesIn, namesIn } from './files.js';

/** The class folders in a folder, sorted. @throws FragilityError `…/folder` where there are none. */
export async function classFolders(root: string, remedy: string, fail: Fail): Promise<string[]> {
  const { folders, files } = await namesIn(root, fail);
  if (folders.length === 0)
    fail(`${root} has no class folders (${files.length} files), expected a folder per class; ${remedy}`, 'folder');
  return folders;
}

/** The images of class folders, class by class in the order given; ids are paths below the root, behind `prefix`. */
export async function listFolders(
  root: string,
  folders: readonly { readonly name: string; readonly label: number }[],
  prefix: string,
  fail: Fail,
): Promise<Listed[]> {
  const listed: Listed[] = [];
  for (const { name, label } of folders) {
    for (const image of await imagesIn(join(root, name), fail)) {
      const path = `${name}/${image}`;
      listed.push({ path, label, id: `${prefix}${path}` });
    }
  }
  if (listed.length === 0)
    fail(`there are no images in the ${folders.length} class folders of ${root}; put JPEG or PNG files there`, 'empty');
  return listed;
}

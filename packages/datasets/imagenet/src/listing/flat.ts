import { parse } from 'node:path';
import type { Fail } from '@fragility/dataset/files';
import type { Listed } from '../pixels/load.js';
import { labelOf, type ClassIndex } from './class-index.js';
import { ENDINGS } from '../pixels/format.js';
import { isImage, namesIn } from './files.js';
import type { LabelsFile } from './labels-file.js';

/** Finds an image by its name, or by its name without extension. */
function finder(folder: string, files: readonly string[], fail: Fail): (name: string) => string | undefined {
  const images = new Set(files.filter(isImage));
  const stems = new Map<string, string[]>();
  for (const name of images) stems.set(parse(name).name, [...(stems.get(parse(name).name) ?? []), name]);
  return (name) => {
    if (images.has(name)) return name;
    const found = stems.get(name) ?? [];
    if (found.length > 1)
      fail(
        {
          given: `'${name}' may be ${found.join(' or ')} of ${folder}`,
          remedy: 'give the extension, or move one elsewhere',
        },
        'image',
      );
    return found[0];
  };
}

/**
 * The images of a flat folder that a labels file names, in its order; images that it does not name are left out.
 *
 * @throws FragilityError `…/labels` (an image twice), `…/image` (not in the folder), `…/type`, `…/label` (out of range), `…/synset`.
 */
export async function listFlat(
  folder: string,
  file: string,
  { rows, first: usual }: LabelsFile,
  { index, firstLabel }: { index: ClassIndex; firstLabel: number | undefined },
  fail: Fail,
): Promise<Listed[]> {
  const first = firstLabel ?? usual;
  const { files } = await namesIn(folder, fail);
  const find = finder(folder, files, fail);
  const count = index.names.length;
  const seen = new Map<string, number>();
  const missing = rows.filter(({ image }) => find(image) === undefined);
  if (missing[0]) {
    const [{ image, line }] = missing as [(typeof missing)[0]];
    const other = files.find((name) => name === image || parse(name).name === image);
    if (other !== undefined)
      fail(
        {
          file: `${file}:${line}`,
          given: `${file}:${line}: ${other} is not called like an image`,
          expected: ENDINGS.join(', '),
          remedy: 'convert it',
        },
        'type',
      );
    fail(
      {
        file,
        given: `${missing.length} of the ${rows.length} images in ${file} are not in ${folder}, the first is '${image}' (line ${line})`,
        remedy: 'complete the folder or shorten the file',
      },
      'image',
    );
  }
  return rows.map(({ image, label: given, line }) => {
    const path = find(image)!;
    const before = seen.get(path);
    if (before !== undefined)
      fail({ file, given: `${file} names ${path} on lines ${before} and ${line}`, remedy: 'keep one' }, 'labels');
    seen.set(path, line);
    const place = `${file}:${line}`;
    if (!/^-?\d+$/.test(given)) return { path, id: path, label: labelOf(index, given, place, fail) };
    const label = Number(given) - first;
    if (!(label >= 0 && label < count))
      fail(
        {
          file: place,
          given: `${place}: label ${given} of ${path} is out of range`,
          expected: `${first}…${first + count - 1}`,
          remedy: 'correct it, or set firstLabel or classCount',
        },
        'label',
      );
    return { path, id: path, label };
  });
}

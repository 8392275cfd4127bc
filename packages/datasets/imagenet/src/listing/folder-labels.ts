import type { Fail } from '@fragility/dataset/files';
import { labelOf, type ClassIndex } from './class-index.js';
import { SYNSETS } from './synsets.js';

const NUMBER = /^\d+$/;
const SYNSET = /^n\d{8}$/;

/** A class folder and its label. */
export interface LabelledFolder {
  readonly name: string;
  readonly label: number;
}

/** Whether every name is a whole number, as 0 … 999 or 0000 … 0999. */
export const allNumbers = (names: readonly string[]): boolean => names.length > 0 && names.every((n) => NUMBER.test(n));

/** Sorted by value where every name is a number (then by spelling, as 1 and 01), else by code unit. */
export function sortedNames(names: readonly string[]): string[] {
  const sorted = [...names].sort();
  if (!allNumbers(names)) return sorted;
  return sorted.sort((a, b) => Number(BigInt(a) - BigInt(b)));
}

/** What the folders of ImageNet are labelled by: a class index if one is given, the number of classes, the number of the first. */
export interface Numbering {
  readonly index: ClassIndex | undefined;
  readonly count: number;
  readonly first: number;
}

/** Folders whose names are class numbers. */
function byNumber(root: string, folders: readonly string[], { count, first }: Numbering, fail: Fail): LabelledFolder[] {
  const taken = new Map<number, string>();
  return sortedNames(folders).map((name) => {
    const label = Number(name) - first;
    if (!(label >= 0 && label < count))
      fail(
        {
          given: `class folder '${name}' of ${root} is out of range`,
          expected: `class numbers ${first}…${first + count - 1}`,
          remedy: 'correct it, set classCount, or set firstLabel to 1 if they count from 1',
        },
        'label',
      );
    const other = taken.get(label);
    if (other !== undefined)
      fail(
        { given: `${root} has the class folders '${other}' and '${name}' for one class`, remedy: 'put them together' },
        'label',
      );
    taken.set(label, name);
    return { name, label };
  });
}

/** Folders of synsets without a class index: those of ImageNet's 1000 classes, or ranks where all classes are there. */
function bySynset(root: string, folders: readonly string[], { count }: Numbering, fail: Fail): readonly string[] {
  if (count === SYNSETS.length) {
    const known = new Set(SYNSETS);
    const odd = folders.find((name) => !known.has(name));
    if (odd !== undefined)
      fail(
        {
          given: `class folder '${odd}' of ${root} is none of ImageNet's 1000 classes`,
          remedy: 'give a class index as `classes`, or set classCount',
        },
        'synset',
      );
    return SYNSETS;
  }
  if (folders.length !== count)
    fail(
      {
        given: `${root} has ${folders.length} class folders`,
        expected: `${count}, which alone says how they are numbered`,
        remedy: 'give a class index as `classes`, or set classCount',
      },
      'classes',
    );
  return folders;
}

/**
 * Labels of ImageNet's class folders, by what their names carry: class numbers, or synsets.
 *
 *     0 … 999        the number, from `first`
 *     n01440764 …    the class index; without one, ImageNet's own 1000 classes, or sorted ranks where there are `count` folders
 *
 * @throws FragilityError `…/label` for a number out of range or twice, `…/synset` for a name that is neither, `…/classes` for ranks
 * that a missing folder would shift.
 */
export function labelFolders(
  root: string,
  folders: readonly string[],
  numbering: Numbering,
  fail: Fail,
): { names: readonly string[]; labelled: LabelledFolder[] } {
  const { index, count } = numbering;
  if (allNumbers(folders)) {
    const names = index?.names ?? Array.from({ length: count }, (_, k) => `${k}`);
    return { names, labelled: byNumber(root, folders, numbering, fail) };
  }
  const odd =
    folders.find((name) => !SYNSET.test(name) && !NUMBER.test(name)) ?? folders.find((name) => !SYNSET.test(name));
  if (odd !== undefined)
    fail(
      {
        given: `class folder '${odd}' of ${root} is neither a synset, such as n01440764, nor are all folders class numbers`,
        remedy: 'rename or move it, or use dataset image-folder, which takes folders as classes',
      },
      'synset',
    );
  if (index) {
    const labelled = folders.map((name) => ({ name, label: labelOf(index, name, root, fail) }));
    return { names: index.names, labelled };
  }
  const names = bySynset(root, folders, numbering, fail);
  const labels = new Map(names.map((name, label) => [name, label]));
  return { names, labelled: folders.map((name) => ({ name, label: labels.get(name)! })) };
}

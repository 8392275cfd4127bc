import type { Fail } from '@fragility/dataset/files';
import type { IdxSplit } from './files.js';

/** Classes past these are no classes but other numbers. */
export const MOST_CLASSES = 1000;

/** What the classes of a dataset are called, and whether its files may have more. */
export interface Naming {
  readonly names: readonly string[];
  readonly open: boolean;
}

/** Refuses the first label that is no class. */
function checkLabels({ labels, labelFile, split }: IdxSplit, count: number, fail: Fail): void {
  const odd = labels.findIndex((label) => label < 0 || label >= count);
  if (odd >= 0)
    fail(
      {
        file: labelFile,
        given: `label ${odd} of '${split}' in ${labelFile} is ${labels[odd]}`,
        expected: `0…${count - 1}`,
        remedy: 'get the file again',
      },
      'label',
    );
}

/**
 * The labels that count as classes, in order, and their names: those chosen; the dataset's own; or in files of one's own the numbers that are
 * there, from 1 where none is 0, as in EMNIST's letters.
 *
 * @throws FragilityError `…/label` for a label that is no class, `…/classes` for a chosen one twice, or past all labels.
 */
export function classesOf(
  parts: readonly IdxSplit[],
  { names, open }: Naming,
  chosen: readonly number[] | undefined,
  warn: (message: string) => void,
  fail: Fail,
): { labels: readonly number[]; names: readonly string[] } {
  for (const part of parts) checkLabels(part, open ? MOST_CLASSES : names.length, fail);
  let [least, most] = [Infinity, names.length - 1];
  for (const { labels } of parts)
    for (const label of labels) {
      least = Math.min(least, label);
      most = Math.max(most, label);
    }
  const nameOf = (label: number): string => names[label] ?? `${label}`;
  if (chosen) {
    if (new Set(chosen).size !== chosen.length)
      fail(
        {
          given: `classes are ${chosen.join(', ')}`,
          expected: 'each class once',
          remedy: 'remove what is there twice',
        },
        'classes',
      );
    const beyond = chosen.find((label) => label > most);
    if (beyond !== undefined)
      fail(
        { given: `classes name ${beyond}`, expected: `labels of the files, 0…${most}`, remedy: 'correct it' },
        'classes',
      );
    return { labels: chosen, names: chosen.map(nameOf) };
  }
  const first = most >= names.length && least > 0 ? 1 : 0;
  const labels = Array.from({ length: most + 1 - first }, (_, k) => k + first);
  if (first === 1)
    warn(
      `labels run from ${least} to ${most} and none is 0: class k is label k + 1, ${labels.length} classes in all; for a model that counts from 0 with label 0 left over, give classes: [0, 1, …, ${most}]`,
    );
  return { labels, names: labels.map(nameOf) };
}

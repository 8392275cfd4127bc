import { extname } from 'node:path';
import { suggest } from '@fragility/plugin';
import type { Fail } from '@fragility/dataset/files';
import { textOf } from './files.js';

/** The classes by label: their names, and the label of each synset that is known. */
export interface ClassIndex {
  readonly names: readonly string[];
  readonly labels: ReadonlyMap<string, number>;
}

interface Entry {
  readonly synset?: string | undefined;
  readonly name: string;
}

const SYNSET = /^n\d{8}$/;

const entryOf = (words: readonly unknown[]): Entry | undefined => {
  if (words.length < 1 || !words.every((word) => typeof word === 'string' && word !== '')) return undefined;
  const [first, name] = words as string[];
  return SYNSET.test(first!) ? { synset: first, name: name ?? first! } : { name: name ?? first! };
};

/** JSON: `{ "0": ["n01440764", "tench"], … }`, or a list of such pairs, of synsets or of names. */
function fromJson(file: string, text: string, fail: Fail): (Entry | undefined)[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    fail(
      { file, given: `${file} is not JSON (${(cause as Error).message})`, remedy: 'get the file again' },
      'classes',
      cause,
    );
  }
  const rows = Array.isArray(value) ? value.entries() : Object.entries((value ?? {}) as object);
  const found: (Entry | undefined)[] = [];
  for (const [key, row] of rows) {
    const label = Number(key);
    if (!Number.isInteger(label) || label < 0)
      fail(
        {
          file,
          given: `${file} has the key '${key}'`,
          expected: 'class numbers from 0',
          remedy: 'use INDEX → [SYNSET, NAME]',
        },
        'classes',
      );
    found[label] = entryOf(Array.isArray(row) ? row : [row]);
  }
  return found;
}

/** Text: a class per line, the synset first, or a name alone. */
const fromText = (text: string): (Entry | undefined)[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [, synset, name] = /^(n\d{8})(?:\s+(.*))?$/.exec(line) ?? [undefined, line];
      return entryOf(name === undefined ? [synset] : [synset, name]);
    });

/**
 * Reads a class index: JSON `{ "0": ["n01440764", "tench"], … }`, a JSON list, or text with a synset or a name per line.
 *
 * @throws FragilityError `…/missing`, and `…/classes` for another number of classes, a gap, or a synset twice.
 */
export async function readClassIndex(file: string, count: number, fail: Fail): Promise<ClassIndex> {
  const text = await textOf(file, 'class index', fail);
  const entries = extname(file).toLowerCase() === '.json' ? fromJson(file, text, fail) : fromText(text);
  if (entries.length !== count)
    fail(
      {
        file,
        given: `${file} has ${entries.length} classes`,
        expected: `${count}`,
        remedy: 'use the right file or set classCount',
      },
      'classes',
    );
  const labels = new Map<string, number>();
  const names = Array.from(entries, (entry, label) => {
    if (!entry)
      return fail(
        { file, given: `${file} says nothing of class ${label}`, expected: '[SYNSET, NAME]', remedy: 'complete it' },
        'classes',
      );
    if (entry.synset !== undefined) {
      if (labels.has(entry.synset))
        fail(
          {
            file,
            given: `${file} has ${entry.synset} for classes ${labels.get(entry.synset)} and ${label}`,
            remedy: 'correct it',
          },
          'classes',
        );
      labels.set(entry.synset, label);
    }
    return entry.name;
  });
  return { names, labels };
}

/** The label of a synset. @throws FragilityError `…/synset` that proposes a similar one. */
export function labelOf({ labels }: ClassIndex, synset: string, place: string, fail: Fail): number {
  const label = labels.get(synset);
  if (label !== undefined) return label;
  const known = [...labels.keys()];
  return fail(
    known.length === 0
      ? { given: `${place}: '${synset}' given, but no class index with synsets`, remedy: 'give one as `classes`' }
      : {
          given: `${place}: unknown synset '${synset}'${suggest(synset, known)}`,
          expected: `one of the ${known.length} in the class index`,
          remedy: 'correct it or give another index',
        },
    'synset',
  );
}

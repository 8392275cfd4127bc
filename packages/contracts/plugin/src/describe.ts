import type { z } from 'zod';
import { suggest } from './suggest.js';

type Issue = z.core.$ZodIssue;

const WORDS: Readonly<Record<string, { readonly expected: string; readonly remedy: string }>> = {
  number: { expected: 'a number', remedy: 'write a finite number, without quotes' },
  int: { expected: 'an integer', remedy: 'write a whole number, without quotes' },
  boolean: { expected: 'true or false', remedy: 'write one of these, without quotes' },
  string: { expected: 'a string', remedy: 'put it in quotes' },
  array: { expected: 'a list', remedy: 'write [ … ]' },
  object: { expected: 'a map', remedy: 'write key: value pairs' },
  record: { expected: 'a map', remedy: 'write name: value pairs' },
};

/** A value as the user may have written it; never throws. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  try {
    const text = JSON.stringify(value) ?? String(value);
    return text.length > 120 ? `${text.slice(0, 119)}…` : text;
  } catch {
    return 'a value that contains itself';
  }
}

/** What a bound asks for: `a number >= 0`, `a list of at least 2 entries`. */
function bounded(origin: string, most: boolean, limit: unknown, inclusive: boolean | undefined): string {
  if (origin === 'array' || origin === 'string') {
    const { expected } = WORDS[origin]!;
    return `${expected} of at ${most ? 'most' : 'least'} ${String(limit)} ${origin === 'array' ? 'entries' : 'characters'}`;
  }
  const sign = `${most ? '<' : '>'}${inclusive === false ? '' : '='}`;
  return `${WORDS[origin]?.expected ?? 'a number'} ${sign} ${String(limit)}`;
}

/** What was expected, and how to get there. */
function wanted(issue: Issue): { readonly expected: string; readonly remedy: string } {
  switch (issue.code) {
    case 'invalid_type':
      return WORDS[issue.expected] ?? { expected: issue.expected, remedy: 'correct it' };
    case 'invalid_value':
      return { expected: issue.values.map(String).join(' | '), remedy: 'choose one of these' };
    case 'too_small':
      return {
        expected: bounded(issue.origin, false, issue.minimum, issue.inclusive),
        remedy: issue.origin === 'array' ? 'add some' : 'give a larger one',
      };
    case 'too_big':
      return {
        expected: bounded(issue.origin, true, issue.maximum, issue.inclusive),
        remedy: issue.origin === 'array' ? 'remove some' : 'give a smaller one',
      };
    case 'invalid_union': {
      const [, own] = /^expected (.*)/.exec(issue.message) ?? [];
      if (own !== undefined) return { expected: own, remedy: 'correct it' };
      const { options } = issue as { readonly options?: readonly unknown[] };
      return options
        ? { expected: options.map(String).join(' | '), remedy: 'choose one of these' }
        : {
            expected: [...new Set(issue.errors.flatMap((branch) => branch.map((one) => wanted(one).expected)))].join(
              ' or ',
            ),
            remedy: 'write one of these',
          };
    }
    default:
      return { expected: issue.message.replace(/^(?:Invalid input: )?(?:expected )?/, ''), remedy: 'correct it' };
  }
}

/** `"ten" given, expected a number; write a finite number, without quotes`. */
export function describe(issue: Issue, given: unknown): string {
  const { expected, remedy } = wanted(issue);
  if (given === undefined) return `missing, expected ${expected}; add it`;
  const meant = expected.includes(' | ') ? suggest(String(given), expected.split(' | ')) : '';
  return `${show(given)} given, expected ${expected}${meant}; ${given === null ? 'give it a value' : remedy}`;
}

/** `unknown key 'stpes' (did you mean 'steps'?); known: steps; correct or remove it`. */
export const unknownKey = (key: string, known: readonly string[]): string =>
  `unknown key '${key}'${suggest(key, known)}${known.length > 0 ? `; known: ${known.join(', ')}` : ''}; correct or remove it`;

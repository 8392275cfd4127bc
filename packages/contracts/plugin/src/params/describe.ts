import { suggest, type Alias } from './suggest.js';
import type { Expectation } from '../schema/words.js';

/** Letters of a text that are shown. */
const SHOWN = 120;

const shortened = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text);

/** A value as the user may have written it; never throws. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  try {
    const text = JSON.stringify(value) ?? String(value);
    return shortened(text);
  } catch {
    return 'a value that contains itself';
  }
}

/** `"ten" given, expected a number; write a finite number, without quotes`. */
export function sentence({ expected, remedy }: Expectation, given: unknown, aliasOf?: Alias): string {
  if (given === undefined) return `missing, expected ${expected}; add it`;
  const meant = expected.includes(' | ') ? suggest(String(given), expected.split(' | '), aliasOf) : '';
  return `${show(given)} given, expected ${expected}${meant}; ${given === null ? 'give it a value' : remedy}`;
}

/** `unknown key 'stpes' (did you mean 'steps'?); known: steps; correct or remove it`. */
export const unknownKey = (key: string, known: readonly string[], aliasOf?: Alias): string =>
  `unknown key '${shortened(key)}'${suggest(key, known, aliasOf)}${known.length > 0 ? `; known: ${known.join(', ')}` : ''}; correct or remove it`;

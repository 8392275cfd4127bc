import { FragilityError } from '@fragility/plugin';
import type { ResultStore } from '../ports/result-store.js';
import { lineReader, type At, type Held } from './lines.js';
import { decoded, hasItsPoints, isRecords, type EncodedRecord, type Found } from './records.js';

/** What memory holds of the records of an example: where their line is, or themselves, where no line keeps them. */
export type Known = At | readonly Found[];

/** Whether no line keeps the records of an example: another run is to find them anew. */
export const isHeld = (known: Known): known is readonly Found[] => Array.isArray(known);

/** Where the records of an example are; where `points` are asked for, nothing of those that were kept without them. */
export const whereabouts =
  (points: boolean): Held<readonly EncodedRecord[], Known> =>
  (records, at) =>
    points && !hasItsPoints(records) ? undefined : at;

/** What is known of examples, in their order. */
export interface Ordered {
  readonly count: number;
  /** @returns undefined for an example that nothing is known of. */
  at(k: number): Known | undefined;
}

/**
 * What is known of some examples in their order, 16 bytes of each that has a line: this is held until the tables of all trials are written, and
 * neither ids nor what is known of others are.
 */
export function inOrder(known: ReadonlyMap<string, Known>, ids: readonly string[]): Ordered {
  const paths: string[] = [];
  const numbers = new Map<string, number>();
  const held = new Map<number, Known>();
  const file = new Uint32Array(ids.length);
  const start = new Float64Array(ids.length);
  const bytes = new Uint32Array(ids.length);
  for (const [k, id] of ids.entries()) {
    const one = known.get(id);
    if (one === undefined || isHeld(one)) {
      if (one) held.set(k, one);
      continue;
    }
    if (!numbers.has(one.path)) numbers.set(one.path, paths.push(one.path) - 1);
    file[k] = numbers.get(one.path)!;
    start[k] = one.place.start;
    bytes[k] = one.place.end - one.place.start;
  }
  const lineAt = (k: number): Known | undefined =>
    bytes[k]! > 0 ? { path: paths[file[k]!]!, place: { start: start[k]!, end: start[k]! + bytes[k]! } } : undefined;
  return { count: ids.length, at: (k) => held.get(k) ?? lineAt(k) };
}

/** Reads the records of an example, points found among them where they are kept. @throws FragilityError `runner/lost`. */
export function recordReader(
  store: ResultStore,
): (known: Known | undefined, which: string) => Promise<readonly EncodedRecord[]> {
  const read = lineReader(store, isRecords);
  return async (known, which) => {
    const found = known && (isHeld(known) ? known : await read(known));
    if (found) return found;
    throw new FragilityError(
      { given: `the records of example ${which} cannot be read from ${store.name} any more`, remedy: 'run again' },
      { where: 'runner/store', code: 'runner/lost', kind: 'failure' },
    );
  };
}

/** What an attack found on some examples, in their order; one example in memory at a time. @throws FragilityError `runner/lost`. */
export async function* foundIn(store: ResultStore, all: Ordered): AsyncGenerator<Found, void, undefined> {
  const read = recordReader(store);
  for (let k = 0; k < all.count; k++)
    for (const record of await read(all.at(k), `${k + 1} of ${all.count}`)) yield decoded(record);
}

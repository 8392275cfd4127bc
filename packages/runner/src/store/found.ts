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

/** Reads the records of an example, points found among them where they are kept. @throws FragilityError `runner/lost`. */
export function recordReader(
  store: ResultStore,
  known: ReadonlyMap<string, Known>,
): (id: string) => Promise<readonly EncodedRecord[]> {
  const read = lineReader(store, isRecords);
  return async (id) => {
    const at = known.get(id);
    const found = at && (isHeld(at) ? at : await read(at));
    if (found) return found;
    throw new FragilityError(
      { given: `the records of example ${id} cannot be read from ${store.name} any more`, remedy: 'run again' },
      { where: 'runner/store', code: 'runner/lost', kind: 'failure' },
    );
  };
}

/** What an attack found on some examples, in their order; one example in memory at a time. @throws FragilityError `runner/lost`. */
export async function* foundIn(
  store: ResultStore,
  known: ReadonlyMap<string, Known>,
  ids: readonly string[],
): AsyncGenerator<Found, void, undefined> {
  const read = recordReader(store, known);
  for (const id of ids) for (const record of await read(id)) yield decoded(record);
}

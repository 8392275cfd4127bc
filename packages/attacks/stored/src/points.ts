import { resolve } from 'node:path';
import { npyRows, type Fail, type NpyRows } from '@fragility/dataset/files';
import { FragilityError } from '@fragility/plugin';
import { readIds, type RowsById } from './table.js';

export interface Where {
  readonly points: string;
  readonly ids?: string | undefined;
}

/** Points of a file, and which example each is of: as a table says, or else the k-th of the k-th example. */
export interface StoredPoints {
  /** Sizes of a point. */
  readonly shape: readonly number[];
  /** How many there are. */
  readonly count: number;
  /** Those of an example. @throws FragilityError `stored/order` where a table is needed to tell. */
  of(id: string, position: number | undefined): Promise<readonly Float64Array[]>;
}

const fail: Fail = (message, code, cause) => {
  throw new FragilityError(message, { where: 'attack/stored', code: `stored/${code}`, kind: 'input', cause });
};

function rowsOf(
  id: string,
  position: number | undefined,
  count: number,
  byId: RowsById | undefined,
): readonly number[] {
  if (byId) return byId.get(id) ?? [];
  if (position !== undefined) return position < count ? [position] : [];
  return fail(
    {
      given: 'some examples cannot be read, so that the order of the points does not tell whose they are',
      expected: 'a table with a column id',
      remedy: 'set ids',
    },
    'order',
  );
}

/**
 * Opens points that another tool has found.
 *
 * @throws FragilityError `stored/npy`, `stored/ids` for files that are not as they must be.
 */
export async function openPoints({ points, ids }: Where, folder: string): Promise<StoredPoints> {
  const file: NpyRows = await npyRows(resolve(folder, points), fail);
  const [count, ...shape] = file.shape as readonly [number, ...number[]];
  const byId = ids === undefined ? undefined : await readIds(resolve(folder, ids), count, fail);
  return {
    shape,
    count,
    of: (id, position) => Promise.all(rowsOf(id, position, count, byId).map((k) => file.row(k))),
  };
}

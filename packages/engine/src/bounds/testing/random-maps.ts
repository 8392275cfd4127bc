import type { Random } from '@fragility/numerics';
import { denseMap } from '../maps/dense.js';
import type { LinearMap } from '../maps/map.js';
import { sparseRows } from '../maps/sparse.js';

/** Rows, columns and the share that is not zero: single entries, sizes that no vector divides, rows that are dense, sparse, and hardly there. */
export const MAPS = [
  [1, 1, 1],
  [5, 7, 1],
  [40, 65, 0.9],
  [33, 128, 0.1],
  [36, 2051, 0.05],
  [302, 211, 0.6],
] as const;

/** A random matrix, a share of it not zero, as both kinds of map. */
export function randomMaps(
  { uniform, normal }: Random,
  rows: number,
  columns: number,
  share: number,
): { readonly w: Float64Array; readonly maps: readonly [name: string, map: LinearMap][] } {
  const w = Float64Array.from({ length: rows * columns }, () => (uniform() < share ? normal() : 0));
  const sparse = sparseRows(rows, columns, (row, add) => {
    for (let k = 0; k < columns; k++) if (w[row * columns + k] !== 0) add(k, w[row * columns + k]!);
  });
  return {
    w,
    maps: [
      ['dense', denseMap(rows, columns, w)],
      ['sparse', sparse],
    ],
  };
}

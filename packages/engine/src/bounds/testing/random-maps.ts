import type { Random } from '@fragility/numerics';
import { denseMap } from '../maps/dense.js';
import type { LinearMap } from '../maps/map.js';
import { sparseRows } from '../maps/sparse.js';

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

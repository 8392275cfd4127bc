import type { LinearMap } from '../maps/map.js';
import { BYTES, QUAD } from './layout.js';
import { fits, storeOf } from './store.js';

/**
 * middle += W centre and width += |W| radius, of one row: an interval. Both products share a vector, and each entry of W is read once.
 */
export function spread(
  map: LinearMap,
  centre: Float64Array,
  radius: Float64Array,
  middle: Float64Array,
  width: Float64Array,
): void {
  const rows = Math.ceil(map.rows / QUAD) * QUAD;
  const [mask, pairs] = [0, BYTES.side];
  const to = pairs + BYTES.pair * map.columns;
  const bytes = to + BYTES.pair * rows;
  if (!fits(bytes, [map])) {
    map.apply(centre, middle, 1);
    map.applyAbsolute(radius, width);
    return;
  }
  const { numbers, integers, kernels, placed } = storeOf(bytes, [map]);
  integers.fill(-1, 0, 3);
  integers[3] = 0x7fffffff;
  for (let k = 0, at = pairs / BYTES.number; k < map.columns; k++, at += 2) {
    numbers[at] = centre[k]!;
    numbers[at + 1] = radius[k]!;
  }
  const first = to / BYTES.number;
  numbers.fill(0, first + 2 * map.rows, first + 2 * rows);
  for (let r = 0, at = first; r < map.rows; r++, at += 2) {
    numbers[at] = middle[r]!;
    numbers[at + 1] = width[r]!;
  }
  const { values, columns, starts } = placed(map);
  if (map.sparse) kernels.spreadSparse(to, to + BYTES.pair * map.rows, starts, values, columns, pairs, mask);
  else kernels.spreadDense(to, to + BYTES.pair * rows, values, BYTES.number * map.columns, pairs, to, mask);
  for (let r = 0, at = first; r < map.rows; r++, at += 2) {
    middle[r] = numbers[at]!;
    width[r] = numbers[at + 1]!;
  }
}

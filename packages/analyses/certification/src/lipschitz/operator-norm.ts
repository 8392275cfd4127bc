import type { LinearStep } from '@fragility/engine';
import type { ConvexNorm } from '@fragility/numerics';
import { spectralBound } from './gram.js';

type LinearMap = LinearStep['terms'][number]['map'];

/** Largest side of a Gram matrix, and entries of a matrix that is written out. */
const [SIDE, ENTRIES] = [1024, 1 << 24];

/** What sums of n numbers that are not negative may be too small by, as a factor. */
const up = (n: number): number => 1 + 2 * (n + 8) * 2 ** -53;

const ones = (n: number): Float64Array => new Float64Array(n).fill(1);
const largest = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, b), 0);

/** ‖W‖_∞ = max_i Σ_j |w_ij|. */
function byRows(map: LinearMap): number {
  const sums = new Float64Array(map.rows);
  map.applyAbsolute(ones(map.columns), sums);
  return largest(sums) * up(map.longest);
}

/** ‖W‖_1 = max_j Σ_i |w_ij|. */
function byColumns(map: LinearMap): number {
  const sums = new Float64Array(map.columns);
  map.pullAbsolute(ones(map.rows), sums);
  return largest(sums) * up(map.longest);
}

/** ‖W‖_2 from above: by Gram iteration where W can be written out, and by √(‖W‖_1 ‖W‖_∞) in any case. */
function spectral(map: LinearMap): number {
  const { rows, columns } = map;
  const crude = Math.sqrt(byRows(map) * byColumns(map)) * up(0);
  if (Math.min(rows, columns) > SIDE || rows * columns > ENTRIES) return crude;
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const pick = new Float64Array(rows);
    pick[i] = 1;
    map.pull(pick, data.subarray(i * columns, (i + 1) * columns), 1);
  }
  return Math.min(crude, spectralBound({ rows, columns, data }));
}

/**
 * An upper bound of ‖W‖ = max ‖Wx‖_p / ‖x‖_p: exact but for rounding in L∞ and L1, and in L2 above by a thousandth where W is small enough to be written out.
 */
export const operatorNorm = (map: LinearMap, norm: ConvexNorm): number =>
  norm === 'linf' ? byRows(map) : norm === 'l1' ? byColumns(map) : spectral(map);

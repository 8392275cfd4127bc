import { FragilityError } from '../error.js';
import { transpose, type Matrix } from './matrix.js';

/** `rows` rows in `data`: row i starts at `start + i * stride`. */
export interface Rows {
  readonly data: Float64Array;
  readonly start: number;
  readonly stride: number;
  readonly rows: number;
}

/** Length of the runs that are summed at a time, and rows of B that stay in cache meanwhile. */
const DEPTH = 256;
const WIDTH = 32;

/** One 2 × 2 tile: four sums in registers while four rows stream by. */
function tile(out: Float64Array, o0: number, o1: number, a: Float64Array, a0: number, a1: number, b: Float64Array, b0: number, b1: number, n: number, scale: number): void {
  let s00 = 0;
  let s01 = 0;
  let s10 = 0;
  let s11 = 0;
  for (let k = 0; k < n; k++) {
    const x0 = a[a0 + k]!;
    const x1 = a[a1 + k]!;
    const y0 = b[b0 + k]!;
    const y1 = b[b1 + k]!;
    s00 += x0 * y0;
    s01 += x0 * y1;
    s10 += x1 * y0;
    s11 += x1 * y1;
  }
  out[o0]! += scale * s00;
  out[o0 + 1]! += scale * s01;
  out[o1]! += scale * s10;
  out[o1 + 1]! += scale * s11;
}

function single(out: Float64Array, o: number, a: Float64Array, a0: number, b: Float64Array, b0: number, n: number, scale: number): void {
  let sum = 0;
  for (let k = 0; k < n; k++) sum += a[a0 + k]! * b[b0 + k]!;
  out[o]! += scale * sum;
}

/**
 * `out += scale · A Bᵀ`, the kernel under every product here: A `[m, depth]`, B `[n, depth]`, out `[m, n]`.
 *
 * Both operands are read along their rows, so a 2 × 2 tile of `out` needs two loads per multiplication and addition pair.
 */
export function addProduct(out: Rows, scale: number, a: Rows, b: Rows, depth: number): void {
  for (let k = 0; k < depth; k += DEPTH) {
    const n = Math.min(DEPTH, depth - k);
    for (let j0 = 0; j0 < b.rows; j0 += WIDTH) {
      const j1 = Math.min(b.rows, j0 + WIDTH);
      for (let i = 0; i < a.rows; i += 2) {
        const twoRows = i + 1 < a.rows;
        const a0 = a.start + i * a.stride + k;
        for (let j = j0; j < j1; j += 2) {
          const o = out.start + i * out.stride + j;
          const b0 = b.start + j * b.stride + k;
          if (twoRows && j + 1 < j1) {
            tile(out.data, o, o + out.stride, a.data, a0, a0 + a.stride, b.data, b0, b0 + b.stride, n, scale);
            continue;
          }
          single(out.data, o, a.data, a0, b.data, b0, n, scale);
          if (twoRows) single(out.data, o + out.stride, a.data, a0 + a.stride, b.data, b0, n, scale);
          if (j + 1 < j1) single(out.data, o + 1, a.data, a0, b.data, b0 + b.stride, n, scale);
        }
      }
    }
  }
}

/** All rows of a matrix. */
export const allRows = ({ data, rows, columns }: Matrix): Rows => ({ data, start: 0, stride: columns, rows });

/**
 * Matrix product: `C = A B`, A `[m, k]`, B `[k, n]`, C `[m, n]`.
 *
 * @throws FragilityError `numerics/shape` when the inner dimensions differ.
 * @example matmul(matrix(1, 2, Float64Array.of(1, 2)), matrix(2, 1, Float64Array.of(3, 4))).data; // [11]
 */
export function matmul(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.rows) {
    throw new FragilityError(
      `a ${a.rows} x ${a.columns} matrix was multiplied by a ${b.rows} x ${b.columns} one, expected ${a.columns} rows in the second; transpose one of them`,
      { where: 'numerics/matmul', code: 'numerics/shape' },
    );
  }
  const out = { data: new Float64Array(a.rows * b.columns), rows: a.rows, columns: b.columns };
  addProduct(allRows(out), 1, allRows(a), allRows(transpose(b)), a.columns);
  return out;
}

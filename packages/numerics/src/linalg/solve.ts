import { FragilityError } from '../error.js';
import { identity, transpose, type Matrix } from './matrix.js';
import { qr } from './qr.js';

const EPSILON = 2 ** -52;

/** X with R X = B for the upper triangle of the first n rows of R; B is overwritten row by row. */
function backSubstitute(r: Matrix, b: Matrix, where: string): Matrix {
  const n = r.columns;
  const k = b.columns;
  const x = b.data.slice(0, n * k);
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(r.data[i * n + i]!));
  for (let i = n - 1; i >= 0; i--) {
    const pivot = r.data[i * n + i]!;
    if (!(Math.abs(pivot) > n * EPSILON * largest)) {
      throw new FragilityError(
        `the matrix is singular: pivot ${i} is ${pivot}, the largest ${largest}; remove dependent columns`,
        {
          where: `numerics/${where}`,
          code: 'numerics/singular',
        },
      );
    }
    for (let l = i + 1; l < n; l++) {
      const factor = r.data[i * n + l]!;
      for (let j = 0; j < k; j++) x[i * k + j]! -= factor * x[l * k + j]!;
    }
    for (let j = 0; j < k; j++) x[i * k + j]! /= pivot;
  }
  return { data: x, rows: n, columns: k };
}

/**
 * The X that minimises ‖A X − B‖ column by column, for A with at least as many rows as columns: R X = Qᵀ B.
 *
 * @throws FragilityError `numerics/singular` naming the pivot, `numerics/shape`.
 */
export function leastSquares(a: Matrix, b: Matrix, where = 'least-squares'): Matrix {
  if (a.rows < a.columns || b.rows !== a.rows) {
    throw new FragilityError(
      `A is ${a.rows} × ${a.columns}, B has ${b.rows} rows, expected rows ≥ columns and equal rows; transpose or match them`,
      {
        where: `numerics/${where}`,
        code: 'numerics/shape',
      },
    );
  }
  const { r, applyQTransposed } = qr(a);
  return backSubstitute(r, applyQTransposed(b), where);
}

/**
 * The least-norm X with A X = B, for A with at most as many rows as columns: Aᵀ = Q R, X = Q R⁻ᵀ B.
 *
 * @throws FragilityError `numerics/singular`, `numerics/shape`.
 */
export function leastNorm(a: Matrix, b: Matrix): Matrix {
  const { r, applyQ } = qr(transpose(a));
  const n = a.rows;
  const y = transpose(backSubstitute(r, identity(n), 'least-norm'));
  const product = new Float64Array(a.columns * b.columns);
  for (let i = 0; i < n; i++) {
    for (let l = 0; l < n; l++) {
      for (let j = 0; j < b.columns; j++)
        product[i * b.columns + j]! += y.data[i * n + l]! * b.data[l * b.columns + j]!;
    }
  }
  return applyQ({ data: product, rows: a.columns, columns: b.columns });
}

/**
 * X with A X = B for a square A.
 *
 * @throws FragilityError `numerics/singular` naming the pivot, `numerics/shape`.
 * @example solve(matrix(1, 1, Float64Array.of(2)), matrix(1, 1, Float64Array.of(6))).data; // [3]
 */
export const solve = (a: Matrix, b: Matrix): Matrix => leastSquares(a, b, 'solve');

/** A⁻¹ of a square A; see {@link solve}. */
export const inverse = (a: Matrix): Matrix => leastSquares(a, identity(a.rows), 'inverse');

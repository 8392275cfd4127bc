import { FragilityError } from '../error.js';
import { identity, matrix, transpose, zeros, type Matrix } from './matrix.js';
import { addProduct, transposed, view } from './product.js';
import { qr } from './qr.js';

const EPSILON = 2 ** -52;

/** Rows solved by plain substitution before the rows above them are updated at once. */
const BLOCK = 32;

/** Refuses an upper triangle with a pivot that rounding cannot tell from zero. */
function checkPivots({ data, columns: n }: Matrix, where: string): void {
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(data[i * n + i]!));
  for (let i = n - 1; i >= 0; i--) {
    const pivot = data[i * n + i]!;
    if (!(Math.abs(pivot) > n * EPSILON * largest)) {
      throw new FragilityError(
        {
          given: `the matrix is singular: pivot ${i} is ${pivot}, the largest ${largest}`,
          remedy: 'remove dependent columns',
        },
        { where: `numerics/${where}`, code: 'numerics/singular', kind: 'failure' },
      );
    }
  }
}

/** X with R X = B for the upper triangle of the first n rows of R and the first n rows of B, by blocks of rows from below. */
function backSubstitute(r: Matrix, b: Matrix, where: string): Matrix {
  checkPivots(r, where);
  const n = r.columns;
  const k = b.columns;
  const solution = matrix(n, k, b.data.slice(0, n * k));
  const x = solution.data;
  for (let end = n; end > 0; end -= BLOCK) {
    const first = Math.max(0, end - BLOCK);
    for (let i = end - 1; i >= first; i--) {
      for (let l = i + 1; l < end; l++) {
        const factor = r.data[i * n + l]!;
        for (let j = 0; j < k; j++) x[i * k + j]! -= factor * x[l * k + j]!;
      }
      const pivot = r.data[i * n + i]!;
      for (let j = 0; j < k; j++) x[i * k + j]! /= pivot;
    }
    const solved = view(solution, first, 0, end - first);
    addProduct(view(solution, 0, 0, first), view(r, 0, first, first, end - first), solved, -1);
  }
  return solution;
}

/**
 * The X that minimises ‖A X − B‖ column by column, for A with at least as many rows as columns: R X = Qᵀ B.
 *
 * @throws FragilityError `numerics/singular` naming the pivot, `numerics/shape`.
 * @example leastSquares(matrix(2, 1, Float64Array.of(1, 1)), matrix(2, 1, Float64Array.of(1, 3))).data; // [2.0000…]
 */
export function leastSquares(a: Matrix, b: Matrix, where = 'least-squares'): Matrix {
  if (a.rows < a.columns || b.rows !== a.rows) {
    throw new FragilityError(
      {
        given: `A is ${a.rows} × ${a.columns}, B has ${b.rows} rows`,
        expected: 'rows ≥ columns and equal rows',
        remedy: 'transpose or match them',
      },
      { where: `numerics/${where}`, code: 'numerics/shape', kind: 'failure' },
    );
  }
  const { r, applyQTransposed } = qr(a);
  return backSubstitute(r, applyQTransposed(b), where);
}

/**
 * The least-norm X with A X = B, for A with at most as many rows as columns: Aᵀ = Q R, X = Q R⁻ᵀ B.
 *
 * @throws FragilityError `numerics/singular`, `numerics/shape`.
 * @example leastNorm(matrix(1, 2, Float64Array.of(1, 1)), matrix(1, 1, Float64Array.of(2))).data; // [1.0000…, 1.0000…]
 */
export function leastNorm(a: Matrix, b: Matrix): Matrix {
  const { r, applyQ } = qr(transpose(a));
  const n = a.rows;
  const y = backSubstitute(r, identity(n), 'least-norm');
  const start = zeros(a.columns, b.columns);
  addProduct(view(start, 0, 0, n), transposed(view(y)), view(b));
  return applyQ(start);
}

/**
 * X with A X = B for a square A.
 *
 * @throws FragilityError `numerics/singular` naming the pivot, `numerics/shape`.
 * @example solve(matrix(1, 1, Float64Array.of(2)), matrix(1, 1, Float64Array.of(6))).data; // [3]
 */
export const solve = (a: Matrix, b: Matrix): Matrix => leastSquares(a, b, 'solve');

/**
 * A⁻¹ of a square A; see {@link solve}.
 *
 * @throws FragilityError `numerics/singular` naming the pivot, `numerics/shape`.
 * @example inverse(matrix(2, 2, Float64Array.of(2, 0, 0, 4))).data; // [0.5, 0, 0, 0.25]
 */
export const inverse = (a: Matrix): Matrix => leastSquares(a, identity(a.rows), 'inverse');

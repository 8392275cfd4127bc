import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { random } from '../random/index.js';
import {
  identity,
  inverse,
  leastNorm,
  leastSquares,
  matmul,
  matrix,
  qr,
  solve,
  transpose,
  type Matrix,
} from './index.js';

const stream = random('linalg');
const gaussian = (rows: number, columns: number, scale = 1): Matrix =>
  matrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => scale * stream.normal()),
  );
const gap = (a: Matrix, b: Matrix): number =>
  a.data.reduce((worst, v, k) => Math.max(worst, Math.abs(v - b.data[k]!)), 0);

/** Plain Gaussian elimination with full row search: shares nothing with the code under test. */
function eliminate(a: Matrix, b: Float64Array): number[] {
  const n = a.rows;
  const rows = Array.from({ length: n }, (_, i) => [...a.data.subarray(i * n, i * n + n), b[i]!]);
  for (let k = 0; k < n; k++) {
    const pivot = rows.reduce(
      (best, row, i) => (i >= k && Math.abs(row[k]!) > Math.abs(rows[best]![k]!) ? i : best),
      k,
    );
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = rows[i]![k]! / rows[k]![k]!;
      rows[i] = rows[i]!.map((v, j) => v - factor * rows[k]![j]!);
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!);
}

describe('qr', () => {
  it.each([
    [1, 1],
    [5, 5],
    [33, 33],
    [70, 45],
    [45, 70],
    [64, 32],
    [130, 97],
    [1, 7],
    [7, 1],
  ])('of %d × %d: A = Q R, Q orthonormal, R upper triangular', (m, n) => {
    const a = gaussian(m, n);
    const { r, thinQ, applyQ, applyQTransposed } = qr(a);
    const q = thinQ();
    expect(gap(matmul(q, r), a)).toBeLessThan(1e-13 * Math.max(m, n));
    expect(gap(matmul(transpose(q), q), identity(Math.min(m, n)))).toBeLessThan(1e-14 * Math.max(m, n));
    const below = r.data.map((v, k) => (k % n < Math.floor(k / n) ? Math.abs(v) : 0));
    expect(Math.max(...below)).toBeLessThan(1e-13);
    const b = gaussian(m, 3);
    expect(gap(applyQ(applyQTransposed(b)), b)).toBeLessThan(1e-13);
  });

  it('holds over random shapes, scales and zero columns', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(1e-150, 1e-3, 1, 1e150),
        fc.integer({ min: 0, max: 39 }),
        (m, n, scale, zero) => {
          const a = gaussian(m, n, scale);
          for (let i = 0; i < m && zero < n; i++) a.data[i * n + zero] = 0;
          const { r, thinQ } = qr(a);
          expect(gap(matmul(thinQ(), r), a) / scale).toBeLessThan(1e-12);
        },
      ),
      { numRuns: 100, seed: 1 },
    );
  });

  it('refuses NaN by position', () => {
    expect(() => qr(matrix(2, 2, Float64Array.of(1, 2, NaN, 4)))).toThrow(/entry \(1, 0\) is NaN/);
  });
});

describe('solve', () => {
  it('equals Gaussian elimination', () => {
    for (const n of [1, 2, 17, 40]) {
      const [a, b] = [gaussian(n, n), gaussian(n, 1)];
      const expected = eliminate(a, b.data);
      solve(a, b).data.forEach((v, k) =>
        expect(Math.abs(v - expected[k]!) / Math.max(...expected.map(Math.abs))).toBeLessThan(1e-10),
      );
    }
  });

  it('inverts, and names the pivot of a singular matrix', () => {
    const a = gaussian(60, 60);
    expect(gap(matmul(a, inverse(a)), identity(60))).toBeLessThan(1e-10);
    expect(() => inverse(matrix(2, 2, Float64Array.of(1, 2, 2, 4)))).toThrow(/singular: pivot 1/);
    expect(() => solve(gaussian(2, 3), gaussian(2, 1))).toThrow(/2 × 3/);
  });

  it('least squares leaves a residual orthogonal to the columns', () => {
    const [a, b] = [gaussian(30, 8), gaussian(30, 2)];
    const fitted = matmul(a, leastSquares(a, b));
    const residual = matrix(
      30,
      2,
      b.data.map((v, k) => v - fitted.data[k]!),
    );
    expect(Math.max(...matmul(transpose(a), residual).data.map(Math.abs))).toBeLessThan(1e-12);
  });

  it('least norm solves and lies in the row space', () => {
    const [a, b] = [gaussian(8, 30), gaussian(8, 2)];
    const x = leastNorm(a, b);
    expect(gap(matmul(a, x), b)).toBeLessThan(1e-12);
    const rowSpace = leastSquares(transpose(a), x);
    expect(gap(matmul(transpose(a), rowSpace), x)).toBeLessThan(1e-12);
  });
});

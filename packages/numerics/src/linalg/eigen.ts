import { FragilityError } from '../error.js';
import { zeros, type Matrix } from './matrix.js';
import { tridiagonal } from './tridiagonal.js';

const EPSILON = 2 ** -52;
/** Steps that an eigenvalue may take; two are usual. */
const MOST = 60;

/** A symmetric matrix as A = Σ_k λ_k v_k v_kᵀ. */
export interface Eigen {
  /** λ, descending. */
  readonly values: Float64Array;
  /** Row k is v_k, of length 1; the rows are orthogonal. */
  readonly vectors: Matrix;
}

/** Rows k and k + 1 turned by an angle. */
function turn({ data, columns: n }: Matrix, k: number, c: number, s: number): void {
  const [p, q] = [data.subarray(k * n, (k + 1) * n), data.subarray((k + 1) * n, (k + 2) * n)];
  for (let j = 0; j < n; j++) {
    const [x, y] = [p[j]!, q[j]!];
    p[j] = c * x + s * y;
    q[j] = c * y - s * x;
  }
}

/** One step of the implicit QR algorithm with Wilkinson's shift on the rows `low…high` of a tridiagonal matrix. */
function step(d: Float64Array, e: Float64Array, low: number, high: number, vectors: Matrix): void {
  const half = (d[high - 1]! - d[high]!) / 2;
  const corner = e[high - 1]!;
  const shift = d[high]! - (corner / (half + (half < 0 ? -1 : 1) * Math.hypot(half, corner))) * corner;
  let [x, z] = [d[low]! - shift, e[low]!];
  for (let k = low; k < high; k++) {
    const r = Math.hypot(x, z);
    const [c, s] = r === 0 ? [1, 0] : [x / r, z / r];
    if (k > low) e[k - 1] = r;
    const [a, b, f] = [d[k]!, d[k + 1]!, e[k]!];
    d[k] = c * c * a + 2 * c * s * f + s * s * b;
    d[k + 1] = s * s * a - 2 * c * s * f + c * c * b;
    e[k] = c * s * (b - a) + (c * c - s * s) * f;
    if (k + 1 < high) {
      x = e[k]!;
      z = s * e[k + 1]!;
      e[k + 1]! *= c;
    }
    turn(vectors, k, c, s);
  }
}

function check({ data, rows, columns }: Matrix): void {
  const fail = (given: string, expected: string): never => {
    throw new FragilityError(
      { given, expected, remedy: 'pass a symmetric matrix of finite numbers' },
      { where: 'numerics/eigen', code: 'numerics/symmetric', kind: 'failure' },
    );
  };
  if (rows !== columns) fail(`the matrix is ${rows} × ${columns}`, 'as many rows as columns');
  const top = data.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : NaN), 0);
  if (Number.isNaN(top)) fail('the matrix has entries that are not finite', 'finite numbers');
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < i; j++)
      if (Math.abs(data[i * rows + j]! - data[j * rows + i]!) > 1e-12 * top)
        fail(`entries (${i}, ${j}) and (${j}, ${i}) differ`, 'equal ones');
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix: Householder reflections to a tridiagonal one, then implicit QR steps with Wilkinson's
 * shift, O(n³). Each |A v − λ v| is a few 2⁻⁵² of the largest |λ|.
 *
 * Source: Golub & Van Loan, Matrix Computations, 4th edition, §8.3.
 *
 * @throws FragilityError `numerics/symmetric` for a matrix that is not, or not finite; `numerics/eigen` where the steps do not converge.
 * @example symmetricEigen(matrix(2, 2, Float64Array.of(2, 1, 1, 2))).values; // [3, 1]
 */
export function symmetricEigen(a: Matrix): Eigen {
  check(a);
  const { diagonal: d, beside: e, rows: vectors } = tridiagonal(a);
  const size = Math.max(0, ...d.map(Math.abs), ...e.map(Math.abs));
  const negligible = (k: number): boolean =>
    Math.abs(e[k]!) <= EPSILON * (Math.abs(d[k]!) + Math.abs(d[k + 1]!) + EPSILON * size);
  let left = MOST * a.rows;
  for (let high = a.rows - 1; high > 0;) {
    if (negligible(high - 1)) {
      high--;
      continue;
    }
    let low = high - 1;
    while (low > 0 && !negligible(low - 1)) low--;
    if (low > 0) e[low - 1] = 0;
    if (left-- === 0)
      throw new FragilityError(
        { given: `the eigenvalues of a ${a.rows} × ${a.rows} matrix do not settle`, remedy: 'scale the matrix' },
        { where: 'numerics/eigen', code: 'numerics/eigen', kind: 'failure' },
      );
    step(d, e, low, high, vectors);
  }
  const order = Array.from(d.keys()).sort((i, j) => d[j]! - d[i]!);
  const sorted = zeros(a.rows, a.rows);
  order.forEach((k, to) => sorted.data.set(vectors.data.subarray(k * a.rows, (k + 1) * a.rows), to * a.rows));
  return { values: Float64Array.from(order, (k) => d[k]!), vectors: sorted };
}

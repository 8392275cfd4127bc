import { count, row, stack, width, type Batch, type Row } from '../batch.js';
import { symmetricEigen } from './eigen.js';
import { zeros, type Matrix } from './matrix.js';
import { addProduct, transposed, view } from './product.js';
import { qr } from './qr.js';

/** Variances below this share of the largest are rounding. */
const SHARE = 1e-12;

/** The directions in which points vary, most first. */
export interface Principal {
  /** μ, [d]; zero where the points are not centred. */
  readonly mean: Row;
  /** λ_k, descending, all > 0. */
  readonly variances: Float64Array;
  /** Row k is the direction e_k, [r, d], orthonormal; r is the rank. */
  readonly components: Matrix;
}

const meanOf = (points: Batch): Row => {
  const n = count(points);
  const mean = new Float64Array(width(points));
  for (let i = 0; i < n; i++) row(points, i).forEach((value, k) => (mean[k]! += value / n));
  return mean;
};

/** A Aᵀ / by. */
function gram(a: Matrix, by: number, ofColumns: boolean): Matrix {
  const [left, right] = ofColumns ? [transposed(view(a)), view(a)] : [view(a), transposed(view(a))];
  const product = zeros(left.rows, left.rows);
  addProduct(view(product), left, right, 1 / by);
  const { data, rows: n } = product;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) data[j * n + i] = data[i * n + j]!;
  return product;
}

/**
 * Principal components of points x_i [n, d] in float64: the eigenvectors of their covariance, or where they are fewer than d, those of
 * their Gram matrix, brought back to R^d.
 *
 *     Σ = Σ_i (x_i − μ)(x_i − μ)ᵀ / (n − 1) = Σ_k λ_k e_k e_kᵀ
 *
 * Variances below 1e-12 of the largest are left out. With `centred: false`, μ = 0, the sum is divided by n, and the components span the points.
 *
 * @returns no components where the points do not vary
 * @example principalComponents({ data: Float64Array.of(0, 0, 2, 0), shape: [2, 2] }).variances; // [2.0000…]
 */
export function principalComponents(points: Batch, { centred = true }: { centred?: boolean } = {}): Principal {
  const [n, d] = [count(points), width(points)];
  const mean = centred ? meanOf(points) : new Float64Array(d);
  const offsets = stack(
    Array.from({ length: n }, (_, i) => row(points, i).map((value, k) => value - mean[k]!)),
    [d],
  );
  const x: Matrix = { data: offsets.data, rows: n, columns: d };
  const ofColumns = d < n;
  const { values, vectors } = symmetricEigen(gram(x, Math.max(1, centred ? n - 1 : n), ofColumns));
  const rank = values.findIndex((value) => !(value > SHARE * values[0]!));
  const r = Math.min(rank < 0 ? values.length : rank, d, centred ? Math.max(0, n - 1) : n);
  const kept: Matrix = { data: vectors.data.slice(0, r * vectors.columns), rows: r, columns: vectors.columns };
  return {
    mean,
    variances: values.slice(0, r),
    components: ofColumns || r === 0 ? { ...kept, columns: d } : back(kept, x),
  };
}

/** Directions X^T u_k of eigenvectors u_k of the Gram matrix, orthonormal to rounding. */
function back(u: Matrix, x: Matrix): Matrix {
  const directions = zeros(x.columns, u.rows);
  addProduct(view(directions), transposed(view(x)), transposed(view(u)));
  const { r, thinQ } = qr(directions);
  const q = thinQ();
  const components = zeros(u.rows, x.columns);
  for (let k = 0; k < u.rows; k++) {
    const sign = Math.sign(r.data[k * u.rows + k]!);
    for (let c = 0; c < x.columns; c++) components.data[k * x.columns + c] = sign * q.data[c * u.rows + k]!;
  }
  return components;
}

import { FragilityError } from '../error.js';
import { addProduct, type Rows } from './matmul.js';
import { euclidean } from './matrix.js';

/**
 * Householder reflections `H_1 … H_k = I − V T Vᵀ` in compact WY form, acting on coordinates `start … start + length − 1`.
 *
 * V is `[length, k]`, unit lower trapezoidal; T is `[k, k]`, upper triangular. V is kept in both orders, since the kernel reads rows.
 * Source: Schreiber and Van Loan, SIAM J. Sci. Stat. Comput. 10 (1989) 53.
 */
export interface BlockReflector {
  readonly start: number;
  readonly length: number;
  readonly size: number;
  /** V, `[length, size]`. */
  readonly v: Float64Array;
  /** Vᵀ, `[size, length]`. */
  readonly vt: Float64Array;
  /** T, `[size, size]`. */
  readonly t: Float64Array;
}

/**
 * Turns column x (`n` values from `at`) into (β, v₂ … v_n) with `(I − τ v vᵀ) x = β e₁`, v₁ = 1, β = −sign(x₁) ‖x‖; returns τ ∈ {0} ∪ [1, 2].
 *
 * A column that is already a multiple of e₁ is left alone: τ = 0.
 */
function reflect(x: Float64Array, at: number, n: number, pivot: number): number {
  const alpha = x[at]!;
  if (euclidean(x, at + 1, n - 1) === 0) return 0;
  const norm = euclidean(x, at, n);
  const beta = alpha > 0 ? -norm : norm;
  const head = alpha - beta;
  if (!Number.isFinite(head)) {
    throw new FragilityError(`the norm of column ${pivot} is beyond the range of float64; divide the matrix by its largest entry`, {
      where: 'numerics/qr',
      code: 'numerics/overflow',
    });
  }
  for (let k = at + 1; k < at + n; k++) x[k] = x[k]! / head;
  x[at] = beta;
  return -head / beta;
}

/** `y −= τ (vᵀ y) v` for v = (1, v₂ … v_n) at `v`, y at `y`, both in `x`. */
function applyOne(x: Float64Array, v: number, y: number, n: number, tau: number): void {
  let dot = x[y]!;
  for (let k = 1; k < n; k++) dot += x[v + k]! * x[y + k]!;
  dot *= tau;
  x[y]! -= dot;
  for (let k = 1; k < n; k++) x[y + k]! -= dot * x[v + k]!;
}

/**
 * Reduces `size` columns of a matrix to upper triangular form in place, and returns the reflections that did it.
 *
 * `at` holds the matrix column by column (column j at `j · rows`); columns and rows before `start` are finished.
 */
export function factorPanel(at: Float64Array, rows: number, start: number, size: number): BlockReflector {
  const length = rows - start;
  const t = new Float64Array(size * size);
  const vt = new Float64Array(size * length);
  const v = new Float64Array(length * size);
  for (let j = 0; j < size; j++) {
    const head = (start + j) * rows + start + j;
    const tau = reflect(at, head, length - j, start + j);
    for (let i = j + 1; i < size; i++) applyOne(at, head, (start + i) * rows + start + j, length - j, tau);
    vt[j * length + j] = 1;
    vt.set(at.subarray(head + 1, head + length - j), j * length + j + 1);
    for (let k = j; k < length; k++) v[k * size + j] = vt[j * length + k]!;
    // T's column j: −τ T (V₁…V_{j−1})ᵀ v_j
    for (let i = 0; i < j; i++) {
      let dot = 0;
      for (let k = j; k < length; k++) dot += vt[i * length + k]! * vt[j * length + k]!;
      for (let r = 0; r <= i; r++) t[r * size + j]! -= tau * t[r * size + i]! * dot;
    }
    t[j * size + j] = tau;
  }
  return { start, length, size, v, vt, t };
}

/**
 * Applies `I − V T Vᵀ`, or its transpose, to vectors that lie along the rows of `vectors` (from coordinate 0), in place.
 *
 *     C ← C − ((C V) Tᵀ) Vᵀ,  transposed: C ← C − ((C V) T) Vᵀ      (C holds one vector per row)
 */
export function applyReflector({ start, length, size, v, vt, t }: BlockReflector, vectors: Rows, transposed: boolean): void {
  const count = vectors.rows;
  const tail: Rows = { ...vectors, start: vectors.start + start };
  const w: Rows = { data: new Float64Array(count * size), start: 0, stride: size, rows: count };
  addProduct(w, 1, tail, { data: vt, start: 0, stride: length, rows: size }, length);
  for (let i = 0; i < count; i++) {
    const row = w.data.subarray(i * size, (i + 1) * size);
    // T is upper triangular: going down (w T) or up (w Tᵀ) overwrites only what is no longer needed
    for (let n = 0; n < size; n++) {
      const j = transposed ? size - 1 - n : n;
      let sum = 0;
      if (transposed) for (let k = 0; k <= j; k++) sum += row[k]! * t[k * size + j]!;
      else for (let k = j; k < size; k++) sum += row[k]! * t[j * size + k]!;
      row[j] = sum;
    }
  }
  addProduct(tail, -1, w, { data: v, start: 0, stride: size, rows: length }, size);
}

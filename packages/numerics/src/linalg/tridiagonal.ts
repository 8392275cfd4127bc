import { identity, transpose, type Matrix } from './matrix.js';

/** T = Qᵀ A Q, symmetric and tridiagonal. */
export interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Beside the diagonal, n − 1 entries. */
  readonly beside: Float64Array;
  /** Qᵀ: row k is column k of Q. */
  readonly rows: Matrix;
}

/** A reflection H = I − β v vᵀ whose v starts at `first`. */
interface Reflection {
  readonly first: number;
  readonly beta: number;
  readonly v: Float64Array;
}

/** The reflection that makes all but the first of some numbers zero, and what the first becomes. */
function reflectionOf(x: Float64Array, first: number): Reflection & { readonly length: number } {
  const top = x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (top === 0) return { first, beta: 0, v: x, length: 0 };
  const v = x.map((value) => value / top);
  const size = Math.sqrt(v.reduce((sum, value) => sum + value * value, 0));
  const head = v[0]!;
  const length = head > 0 ? -size : size;
  v[0] = head - length;
  return { first, beta: -1 / (length * v[0]!), v, length: length * top };
}

/** A ← H A H for the rows and columns from `first` on: A − v wᵀ − w vᵀ, w = β A v − (β²/2)(vᵀ A v) v. */
function bothSides(a: Float64Array, n: number, { first, beta, v }: Reflection): void {
  const m = n - first;
  const w = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    const start = (first + i) * n + first;
    let sum = 0;
    for (let j = 0; j < m; j++) sum += a[start + j]! * v[j]!;
    w[i] = beta * sum;
  }
  let inner = 0;
  for (let i = 0; i < m; i++) inner += w[i]! * v[i]!;
  for (let i = 0; i < m; i++) w[i]! -= 0.5 * beta * inner * v[i]!;
  for (let i = 0; i < m; i++) {
    const start = (first + i) * n + first;
    const [vi, wi] = [v[i]!, w[i]!];
    for (let j = 0; j < m; j++) a[start + j]! -= vi * w[j]! + wi * v[j]!;
  }
}

/** Q ← H Q for the rows and columns from `first` on; the others are those of the identity. */
function fromLeft(q: Float64Array, n: number, { first, beta, v }: Reflection): void {
  const sums = new Float64Array(n);
  v.forEach((factor, i) => {
    for (let j = first; j < n; j++) sums[j]! += factor * q[(first + i) * n + j]!;
  });
  v.forEach((factor, i) => {
    for (let j = first; j < n; j++) q[(first + i) * n + j]! -= beta * factor * sums[j]!;
  });
}

/** A symmetric matrix made tridiagonal by n − 2 Householder reflections, O(n³). Source: Golub & Van Loan, Matrix Computations, §8.3.1. */
export function tridiagonal({ data, rows: n }: Matrix): Tridiagonal {
  const a = data.slice();
  const beside = new Float64Array(Math.max(0, n - 1));
  const reflections: Reflection[] = [];
  for (let k = 0; k + 1 < n; k++) {
    const below = Float64Array.from({ length: n - k - 1 }, (_, i) => a[(k + 1 + i) * n + k]!);
    const reflection = reflectionOf(below, k + 1);
    beside[k] = reflection.length;
    if (reflection.beta === 0) continue;
    bothSides(a, n, reflection);
    reflections.push(reflection);
  }
  const q = identity(n);
  for (const reflection of reflections.toReversed()) fromLeft(q.data, n, reflection);
  return { diagonal: Float64Array.from({ length: n }, (_, k) => a[k * n + k]!), beside, rows: transpose(q) };
}

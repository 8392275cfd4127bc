import { matrix, zeros, type Matrix } from './matrix.js';
import { addProduct, transposed, view } from './product.js';

/** Width of a block of reflectors. */
export const BLOCK = 32;

/** One block of Householder reflectors in compact WY form, starting at row `top`: H₁…H_k = I − V T Vᵀ. */
export interface ReflectorBlock {
  readonly top: number;
  /** Reflectors as columns, `[rows below top, k]`. */
  readonly v: Matrix;
  /** Upper triangular, `[k, k]`. */
  readonly t: Matrix;
}

/** Applies (I − V T Vᵀ), or its transpose, to the columns `first…` of a matrix, in place. */
export function applyBlock({ top, v, t }: ReflectorBlock, a: Matrix, first: number, transpose: boolean): void {
  const below = view(a, top, first);
  const [reflectors, triangle] = [view(v), view(t)];
  const projected = view(zeros(v.columns, below.columns));
  const scaled = view(zeros(v.columns, below.columns));
  addProduct(projected, transposed(reflectors), below);
  addProduct(scaled, transpose ? transposed(triangle) : triangle, projected);
  addProduct(below, reflectors, scaled, -1);
}

/** Factorises the panel of columns `first…first + size` below row `first`, in place, and returns its reflectors. */
export function factorPanel(a: Matrix, first: number, size: number): ReflectorBlock {
  const height = a.rows - first;
  const v = zeros(height, size);
  const t = zeros(size, size);
  const panel = matrix(height, size, new Float64Array(height * size));
  const at = (i: number): number => (first + i) * a.columns + first;
  for (let i = 0; i < height; i++) panel.data.set(a.data.subarray(at(i), at(i) + size), i * size);
  for (let j = 0; j < Math.min(size, height); j++) {
    const tau = reflect(panel, v, j);
    if (tau !== 0) accumulate(v, t, j, tau);
  }
  for (let i = 0; i < height; i++) a.data.set(panel.data.subarray(i * size, (i + 1) * size), at(i));
  return { top: first, v, t };
}

/** Makes column j of the panel zero below its diagonal by H = I − τ v vᵀ, writes v (v_j = 1) into column j of V and returns τ. */
function reflect({ data, rows, columns }: Matrix, { data: v }: Matrix, j: number): number {
  let top = 0;
  for (let i = j; i < rows; i++) top = Math.max(top, Math.abs(data[i * columns + j]!));
  if (top === 0) return 0;
  let sum = 0;
  for (let i = j; i < rows; i++) sum += (data[i * columns + j]! / top) ** 2;
  const alpha = data[j * columns + j]!;
  const beta = -(alpha < 0 ? -1 : 1) * top * Math.sqrt(sum);
  const tau = (beta - alpha) / beta;
  v[j * columns + j] = 1;
  for (let i = j + 1; i < rows; i++) v[i * columns + j] = data[i * columns + j]! / (alpha - beta);
  const w = new Float64Array(columns);
  for (let i = j; i < rows; i++) {
    const factor = v[i * columns + j]!;
    for (let c = j; c < columns; c++) w[c]! += factor * data[i * columns + c]!;
  }
  for (let i = j; i < rows; i++) {
    const factor = tau * v[i * columns + j]!;
    for (let c = j; c < columns; c++) data[i * columns + c]! -= factor * w[c]!;
  }
  data[j * columns + j] = beta;
  for (let i = j + 1; i < rows; i++) data[i * columns + j] = 0;
  return tau;
}

/** Adds reflector j to T: t_jj = τ, t_{0…j−1, j} = −τ T Vᵀ v_j. */
function accumulate({ data: v, columns: size }: Matrix, { data: t }: Matrix, j: number, tau: number): void {
  t[j * size + j] = tau;
  const products = new Float64Array(j);
  for (let at = j * size; at < v.length; at += size) {
    const factor = v[at + j]!;
    for (let k = 0; k < j; k++) products[k]! += v[at + k]! * factor;
  }
  for (let k = 0; k < j; k++) {
    let sum = 0;
    for (let l = k; l < j; l++) sum += t[k * size + l]! * products[l]!;
    t[k * size + j] = -tau * sum;
  }
}

/** Width of a block of reflectors. */
export const BLOCK = 32;
const TILE = 256;

/** One block of Householder reflectors in compact WY form: H₁…H_k = I − V T Vᵀ. V is `[rows, BLOCK]`, starting at row `top`. */
export interface ReflectorBlock {
  readonly top: number;
  readonly size: number;
  readonly v: Float64Array;
  /** Upper triangular, `[BLOCK, BLOCK]`. */
  readonly t: Float64Array;
}

/** W = Vᵀ A over a tile of columns, four rows of A at a time. */
function project(
  block: ReflectorBlock,
  a: Float64Array,
  columns: number,
  from: number,
  width: number,
  w: Float64Array,
): void {
  const { top, size, v } = block;
  const rows = v.length / BLOCK;
  w.fill(0);
  let i = 0;
  for (; i + 3 < rows; i += 4) {
    const a0 = (top + i) * columns + from;
    const [a1, a2, a3] = [a0 + columns, a0 + 2 * columns, a0 + 3 * columns];
    for (let k = 0; k < size; k++) {
      const at = i * BLOCK + k;
      const v0 = v[at]!;
      const v1 = v[at + BLOCK]!;
      const v2 = v[at + 2 * BLOCK]!;
      const v3 = v[at + 3 * BLOCK]!;
      const to = k * TILE;
      for (let j = 0; j < width; j++)
        w[to + j]! += v0 * a[a0 + j]! + v1 * a[a1 + j]! + (v2 * a[a2 + j]! + v3 * a[a3 + j]!);
    }
  }
  for (; i < rows; i++) {
    const a0 = (top + i) * columns + from;
    for (let k = 0; k < size; k++) {
      const v0 = v[i * BLOCK + k]!;
      for (let j = 0; j < width; j++) w[k * TILE + j]! += v0 * a[a0 + j]!;
    }
  }
}

/** A ← A − V W over a tile of columns, four reflectors at a time. */
function subtract(
  block: ReflectorBlock,
  a: Float64Array,
  columns: number,
  from: number,
  width: number,
  w: Float64Array,
): void {
  const { top, v } = block;
  const rows = v.length / BLOCK;
  const groups = Math.ceil(block.size / 4);
  for (let i = 0; i < rows; i++) {
    const to = (top + i) * columns + from;
    for (let g = 0; g < groups; g++) {
      const at = i * BLOCK + 4 * g;
      const v0 = v[at]!;
      const v1 = v[at + 1]!;
      const v2 = v[at + 2]!;
      const v3 = v[at + 3]!;
      const w0 = 4 * g * TILE;
      const [w1, w2, w3] = [w0 + TILE, w0 + 2 * TILE, w0 + 3 * TILE];
      for (let j = 0; j < width; j++)
        a[to + j]! -= v0 * w[w0 + j]! + v1 * w[w1 + j]! + (v2 * w[w2 + j]! + v3 * w[w3 + j]!);
    }
  }
}

/** W ← T W, or Tᵀ W, in place. */
function scale({ size, t }: ReflectorBlock, w: Float64Array, width: number, transposed: boolean): void {
  for (let step = 0; step < size; step++) {
    const k = transposed ? size - 1 - step : step;
    const own = t[k * BLOCK + k]!;
    for (let j = 0; j < width; j++) w[k * TILE + j]! *= own;
    for (let l = transposed ? 0 : k + 1; l < (transposed ? k : size); l++) {
      const factor = transposed ? t[l * BLOCK + k]! : t[k * BLOCK + l]!;
      if (factor === 0) continue;
      for (let j = 0; j < width; j++) w[k * TILE + j]! += factor * w[l * TILE + j]!;
    }
  }
}

/** Applies the block, (I − V T Vᵀ) A, or its transpose, to the columns `first…` of a row-major matrix, in place. */
export function applyBlock(
  block: ReflectorBlock,
  a: Float64Array,
  columns: number,
  first: number,
  transposed: boolean,
): void {
  const w = new Float64Array(BLOCK * TILE);
  for (let from = first; from < columns; from += TILE) {
    const width = Math.min(TILE, columns - from);
    project(block, a, columns, from, width, w);
    scale(block, w, width, transposed);
    subtract(block, a, columns, from, width, w);
  }
}

/** Factorises the panel of columns `first…first + size` below row `first`, in place, and answers its reflectors. */
export function factorPanel(
  a: Float64Array,
  rows: number,
  columns: number,
  first: number,
  size: number,
): ReflectorBlock {
  const height = rows - first;
  const v = new Float64Array(height * BLOCK);
  const t = new Float64Array(BLOCK * BLOCK);
  const panel = new Float64Array(height * size);
  for (let i = 0; i < height; i++)
    for (let j = 0; j < size; j++) panel[i * size + j] = a[(first + i) * columns + first + j]!;
  const w = new Float64Array(size);
  for (let j = 0; j < Math.min(size, height); j++) {
    let top = 0;
    for (let i = j; i < height; i++) top = Math.max(top, Math.abs(panel[i * size + j]!));
    if (top === 0) continue;
    let sum = 0;
    for (let i = j; i < height; i++) sum += (panel[i * size + j]! / top) ** 2;
    const alpha = panel[j * size + j]!;
    const beta = -(alpha < 0 ? -1 : 1) * top * Math.sqrt(sum);
    const tau = (beta - alpha) / beta;
    v[j * BLOCK + j] = 1;
    for (let i = j + 1; i < height; i++) v[i * BLOCK + j] = panel[i * size + j]! / (alpha - beta);
    w.fill(0);
    for (let i = j; i < height; i++) {
      const factor = v[i * BLOCK + j]!;
      for (let c = j; c < size; c++) w[c]! += factor * panel[i * size + c]!;
    }
    for (let i = j; i < height; i++) {
      const factor = tau * v[i * BLOCK + j]!;
      for (let c = j; c < size; c++) panel[i * size + c]! -= factor * w[c]!;
    }
    panel[j * size + j] = beta;
    for (let i = j + 1; i < height; i++) panel[i * size + j] = 0;
    accumulate(v, t, j, tau);
  }
  for (let i = 0; i < height; i++)
    for (let j = 0; j < size; j++) a[(first + i) * columns + first + j] = panel[i * size + j]!;
  return { top: first, size, v, t };
}

/** Adds reflector j to T: t_jj = τ, t_{0…j−1, j} = −τ T Vᵀ v_j. */
function accumulate(v: Float64Array, t: Float64Array, j: number, tau: number): void {
  t[j * BLOCK + j] = tau;
  const products = new Float64Array(j);
  for (let at = 0; at < v.length; at += BLOCK) {
    const factor = v[at + j]!;
    if (factor !== 0) for (let k = 0; k < j; k++) products[k]! += v[at + k]! * factor;
  }
  for (let k = 0; k < j; k++) {
    let sum = 0;
    for (let l = k; l < j; l++) sum += t[k * BLOCK + l]! * products[l]!;
    t[k * BLOCK + j] = -tau * sum;
  }
}

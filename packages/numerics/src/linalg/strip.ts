import { advance, f64x2, i32, kernel, loopWhile, memoryOf, set, several, v128 } from '../web-assembly/index.js';
import type { Local, Memory } from '../web-assembly/index.js';

/** Rows of a strip of A, and columns of a strip of B. */
export const STRIP = 4;
/** Most rows of A, columns of B and terms of a sum that the memory of the kernel holds. */
export const PANEL = { rows: 128, columns: 256, depth: 256 } as const;

/** Packed panels of A and B, and the kernel that multiplies A by a strip of B. */
export interface StripKernel {
  /** Strips of 4 rows of A, one after the other: entry (i, l) of a strip of depth k is at `4 l + i`. */
  readonly a: Float64Array;
  /** Strips of 4 columns of B: entry (l, j) is at `4 l + j`. */
  readonly b: Float64Array;
  /** The product, row-major `[rows, 4]`. */
  readonly product: Float64Array;
  /** product ← the first `strips` strips of A times strip `column` of B, all of depth k ≥ 1. */
  multiply(strips: number, column: number, depth: number): void;
}

const BYTES = Float64Array.BYTES_PER_ELEMENT;
const STEP = STRIP * BYTES;
const TILE = STRIP * STEP;

/** For each strip of A, the 16 sums Σ_l a[l, i] b[l, j], kept in registers. */
const compiled = (memory: Memory) =>
  kernel(memory, ['i32', 'i32', 'i32', 'i32', 'i32'], ([a, b, size, product, limit], locals) => {
    const { add, mul, constant } = f64x2;
    const [at, end] = locals('i32', 'i32');
    const [left, right, factor] = locals('v128', 'v128', 'v128');
    const sums = locals(...several(2 * STRIP, 'v128'));
    const accumulate = (sum: Local<'v128'>, half: number) => [
      half % 2 === 0 ? set(factor, v128.load64Splat(a, (half / 2) * BYTES)) : [],
      set(sum, add(sum, mul(factor, half % 2 === 0 ? left : right))),
    ];
    return loopWhile(product, limit, [
      set(at, b),
      set(end, i32.add(a, size)),
      sums.map((sum) => set(sum, constant(0))),
      loopWhile(a, end, [
        set(left, v128.load(at)),
        set(right, v128.load(at, 16)),
        sums.map(accumulate),
        advance(a, STEP),
        advance(at, STEP),
      ]),
      sums.map((sum, half) => v128.store(product, sum, 16 * half)),
      advance(product, TILE),
    ]);
  });

let shared: StripKernel | undefined;

/** The kernel, compiled at its first use. */
export function stripKernel(): StripKernel {
  if (shared) return shared;
  const lengths = [PANEL.rows * PANEL.depth, PANEL.columns * PANEL.depth, PANEL.rows * STRIP] as const;
  const bStart = lengths[0] * BYTES;
  const productStart = bStart + lengths[1] * BYTES;
  const memory = memoryOf(productStart + lengths[2] * BYTES);
  const run = compiled(memory);
  shared = {
    a: new Float64Array(memory.buffer, 0, lengths[0]),
    b: new Float64Array(memory.buffer, bStart, lengths[1]),
    product: new Float64Array(memory.buffer, productStart, lengths[2]),
    multiply: (strips, column, depth) =>
      run(0, bStart + column * depth * STEP, depth * STEP, productStart, productStart + strips * TILE),
  };
  return shared;
}

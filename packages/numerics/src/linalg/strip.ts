import {
  advance,
  get,
  kernel,
  lanes,
  load,
  loadTwice,
  loopWhile,
  memoryOf,
  set,
  store,
  sum,
} from '../web-assembly/index.js';

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
const [A, B, SIZE, PRODUCT, LIMIT] = [0, 1, 2, 3, 4] as const;
const [SUMS, B0, B1, FACTOR] = [5, 13, 14, 15] as const;
const [AT, END] = [16, 17] as const;

/** For each strip of A, the 16 sums Σ_l a[l, i] b[l, j], kept in registers. */
function body(): readonly number[] {
  const { add, mul, constant } = lanes.float64;
  const halves = Array.from({ length: 2 * STRIP }, (_, half) => half);
  const accumulate = (half: number): readonly number[] => [
    ...(half % 2 === 0 ? set(FACTOR, loadTwice(get(A), (half / 2) * BYTES)) : []),
    ...set(SUMS + half, add(get(SUMS + half), mul(get(FACTOR), get(half % 2 === 0 ? B0 : B1)))),
  ];
  const term = [
    ...set(B0, load(get(AT))),
    ...set(B1, load(get(AT), 16)),
    ...halves.flatMap(accumulate),
    ...advance(A, STEP),
    ...advance(AT, STEP),
  ];
  const strip = [
    ...set(AT, get(B)),
    ...set(END, sum(get(A), get(SIZE))),
    ...halves.flatMap((half) => set(SUMS + half, constant(0))),
    ...loopWhile(A, END, term),
    ...halves.flatMap((half) => store(get(PRODUCT), get(SUMS + half), 16 * half)),
    ...advance(PRODUCT, TILE),
  ];
  return loopWhile(PRODUCT, LIMIT, strip);
}

let shared: StripKernel | undefined;

/** The kernel, compiled at its first use. */
export function stripKernel(): StripKernel {
  if (shared) return shared;
  const lengths = [PANEL.rows * PANEL.depth, PANEL.columns * PANEL.depth, PANEL.rows * STRIP] as const;
  const bStart = lengths[0] * BYTES;
  const productStart = bStart + lengths[1] * BYTES;
  const memory = memoryOf(productStart + lengths[2] * BYTES);
  const run = kernel(
    { parameters: ['i32', 'i32', 'i32', 'i32', 'i32'], vectors: 11, integers: 2, body: body() },
    memory,
  );
  shared = {
    a: new Float64Array(memory.buffer, 0, lengths[0]),
    b: new Float64Array(memory.buffer, bStart, lengths[1]),
    product: new Float64Array(memory.buffer, productStart, lengths[2]),
    multiply: (strips, column, depth) =>
      run(0, bStart + column * depth * STEP, depth * STEP, productStart, productStart + strips * TILE),
  };
  return shared;
}

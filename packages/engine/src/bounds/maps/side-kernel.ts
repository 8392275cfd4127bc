import { advance, f64x2, i32, kernel, loopWhile, memoryOf, set, several, v128 } from '@fragility/numerics/web-assembly';
import type { Local, Memory, Statement } from '@fragility/numerics/web-assembly';
import type { SparseEntries } from './map.js';

/** Rows that are multiplied together, their numbers side by side. */
export const SIDE = 8;

/** Entries that are held at a time, and the numbers of sources and of results. */
const [HELD, ROOM] = [1 << 15, 1 << 19] as const;
const [BYTES, INTEGER] = [Float64Array.BYTES_PER_ELEMENT, Int32Array.BYTES_PER_ELEMENT] as const;
const VECTORS = SIDE / 2;
const SIDE_BYTES = SIDE * BYTES;

const { add, mul } = f64x2;

/** What is done with each entry of a row: `near` are the side-by-side numbers of the row, in registers, those of the entry's column are at `place`. */
type PerEntry = (near: readonly Local<'v128'>[], value: Local<'v128'>, place: Local<'i32'>) => readonly Statement[];

const overEntries = (memory: Memory, perEntry: PerEntry, result: 'near' | 'far') =>
  kernel(memory, ['i32', 'i32', 'i32', 'i32', 'i32'], ([values, end, columns, far, near], locals) => {
    const [value, place] = locals('v128', 'i32');
    const sides = locals(...several(VECTORS, 'v128'));
    return [
      sides.map((side, k) => set(side, v128.load(near, 16 * k))),
      loopWhile(values, end, [
        set(value, v128.load64Splat(values)),
        set(place, i32.add(far, i32.load(columns))),
        perEntry(sides, value, place),
        advance(values, BYTES),
        advance(columns, INTEGER),
      ]),
      result === 'near' ? sides.map((side, k) => v128.store(near, side, 16 * k)) : [],
    ];
  });

/** far_c += value_e · near. */
const pull: PerEntry = (near, value, place) =>
  near.map((side, k) => v128.store(place, add(v128.load(place, 16 * k), mul(value, side)), 16 * k));

/** near += Σ_e value_e · far_c. */
const apply: PerEntry = (near, value, place) =>
  near.map((side, k) => set(side, add(side, mul(value, v128.load(place, 16 * k)))));

interface SideKernel {
  readonly values: Float64Array;
  readonly columns: Int32Array;
  /** Numbers of rows of W, and of its columns, side by side. */
  readonly near: Float64Array;
  readonly far: Float64Array;
  /** One row of W: `count` held entries from `entry` on, the row's place and the columns' first place counted in sides. */
  pull(entry: number, count: number, near: number, far: number): void;
  apply(entry: number, count: number, near: number, far: number): void;
}

let shared: SideKernel | undefined;

function sideKernel(): SideKernel {
  if (shared) return shared;
  const [columns, near, far] = [HELD * BYTES, HELD * (BYTES + INTEGER), HELD * (BYTES + INTEGER) + ROOM * BYTES];
  const memory = memoryOf(far + ROOM * BYTES);
  const made = (perEntry: PerEntry, result: 'near' | 'far'): SideKernel['pull'] => {
    const run = overEntries(memory, perEntry, result);
    return (entry, count, row, first) =>
      run(
        entry * BYTES,
        (entry + count) * BYTES,
        columns + entry * INTEGER,
        far + first * SIDE_BYTES,
        near + row * SIDE_BYTES,
      );
  };
  shared = {
    values: new Float64Array(memory.buffer, 0, HELD),
    columns: new Int32Array(memory.buffer, columns, HELD),
    near: new Float64Array(memory.buffer, near, ROOM),
    far: new Float64Array(memory.buffer, far, ROOM),
    pull: made(pull, 'far'),
    apply: made(apply, 'near'),
  };
  return shared;
}

/** Writes rows `first` to `first + count − 1` of numbers side by side, zeros in place of those that are missing. */
function gathered(from: Float64Array, first: number, count: number, size: number, to: Float64Array, at: number): void {
  if (count < SIDE) to.fill(0, at, at + size * SIDE);
  for (let i = 0; i < count; i++)
    for (let k = 0, source = (first + i) * size, place = at + i; k < size; k++, source++, place += SIDE)
      to[place] = from[source]!;
}

/** Adds such numbers to rows. */
function scattered(from: Float64Array, at: number, first: number, count: number, size: number, to: Float64Array): void {
  for (let i = 0; i < count; i++)
    for (let k = 0, place = (first + i) * size, source = at + i; k < size; k++, source += SIDE, place++)
      to[place]! += from[source]!;
}

function isZero(numbers: Float64Array, place: number): boolean {
  for (let k = place * SIDE; k < (place + 1) * SIDE; k++) if (numbers[k] !== 0) return false;
  return true;
}

function listed(places: Int32Array, size: number): Uint8Array {
  const is = new Uint8Array(size);
  for (const place of places) is[place] = 1;
  return is;
}

/** Entries with their columns as places in the kernel's memory. */
export interface SideEntries extends SparseEntries {
  readonly sides: Int32Array;
}

export const sideEntries = (entries: SparseEntries): SideEntries => ({
  ...entries,
  sides: entries.columns.map((column) => column * SIDE_BYTES),
});

/** Whether a map is small enough for the memory of the kernel, and rows are enough that copying its entries pays. */
export const isHeld = ({ starts }: SparseEntries, width: number, longest: number, m: number): boolean =>
  m >= SIDE / 2 && longest <= HELD && (starts.length - 1) * SIDE <= ROOM && width * SIDE <= ROOM;

/**
 * Products of m rows with a sparse W, eight at a time in vectors of two: `pull` far[m, columns] += near[m, rows] W, `apply` near += far Wᵀ, for the rows of W that
 * are `wanted`, all where left out. A third of the time of plain TypeScript, and the same result on every platform.
 */
export function multiplyInVectors(
  which: 'pull' | 'apply',
  { starts, sides, values }: SideEntries,
  near: Float64Array,
  far: Float64Array,
  m: number,
  width: number,
  wanted?: Int32Array,
): void {
  const held = sideKernel();
  const rows = starts.length - 1;
  const atOnce = Math.max(1, Math.floor(ROOM / SIDE / Math.max(rows, width)));
  for (let from = 0; from < m; from += atOnce * SIDE) {
    const groups = Math.min(atOnce, Math.ceil((m - from) / SIDE));
    const count = (g: number): number => Math.min(SIDE, m - from - g * SIDE);
    for (let g = 0; g < groups; g++)
      if (which === 'pull') gathered(near, from + g * SIDE, count(g), rows, held.near, g * rows * SIDE);
      else gathered(far, from + g * SIDE, count(g), width, held.far, g * width * SIDE);
    (which === 'pull' ? held.far : held.near).fill(0, 0, groups * SIDE * (which === 'pull' ? width : rows));
    const isWanted = wanted && listed(wanted, rows);
    for (let r = 0; r < rows;) {
      const begin = starts[r]!;
      let after = r + 1;
      while (after < rows && starts[after + 1]! - begin <= HELD) after++;
      const end = starts[after]!;
      held.values.set(values.subarray(begin, end));
      held.columns.set(sides.subarray(begin, end));
      for (; r < after; r++) {
        const [first, count] = [starts[r]! - begin, starts[r + 1]! - starts[r]!];
        if (count === 0 || isWanted?.[r] === 0) continue;
        for (let g = 0, place = r; g < groups; g++, place += rows)
          if (which === 'apply' || !isZero(held.near, place)) held[which](first, count, place, g * width);
      }
    }
    for (let g = 0; g < groups; g++)
      if (which === 'pull') scattered(held.far, g * width * SIDE, from + g * SIDE, count(g), width, far);
      else scattered(held.near, g * rows * SIDE, from + g * SIDE, count(g), rows, near);
  }
}

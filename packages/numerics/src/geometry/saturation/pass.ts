import { advance, f64x2, i32, kernel, loopWhile, set, several, v128 } from '../../web-assembly/index.js';
import type { Local, Memory, Statement, Vector } from '../../web-assembly/index.js';

/** Numbers of a row that one turn of the loop takes: two vectors of two. */
export const UNROLL = 4;
/** Numbers after the rows that receive the totals of a pass: two totals, four lanes each. */
export const TOTALS = 8;

const VECTOR = 16;

/** One vector of two coordinates, as the work of a pass on it is written down: instruction by instruction. */
export interface Lane<Numbers extends readonly number[] = readonly number[]> {
  /** The numbers given to the pass, each filling a vector. */
  readonly numbers: { readonly [K in keyof Numbers]: Vector };
  readonly read: (row: number) => Vector;
  readonly write: (row: number, value: Vector) => void;
  /** Computes a value, and keeps it for the rest of the work on this vector. */
  readonly keep: (value: Vector) => Vector;
  /** total ← operation(total, value), from 0. */
  readonly total: (which: 0 | 1, operation: (a: Vector, b: Vector) => Vector, value: Vector) => void;
}

/** Work on every coordinate of the rows, given so many numbers. */
export interface Pass<Numbers extends readonly number[] = readonly number[]> {
  readonly count: Numbers['length'];
  work(lane: Lane<Numbers>): void;
}

/** Rows of `capacity` numbers one after the other, then the totals. */
export interface Layout {
  readonly memory: Memory;
  readonly capacity: number;
  readonly rows: number;
}

/**
 * Compiles one pass over the coordinates of the rows, without a branch. The two vectors of a turn have totals of their own, so that an
 * addition does not wait for the one before; the order of summation is the same for every row of one length.
 *
 * @returns a function of the count of coordinates, rounded up to UNROLL, and the numbers
 */
export function compile(
  { memory, capacity, rows }: Layout,
  pass: Pass,
): (size: number, ...numbers: readonly number[]) => void {
  const bytes = capacity * Float64Array.BYTES_PER_ELEMENT;
  const given = several(pass.count, 'f64');
  const run = kernel(memory, ['i32', 'i32', ...given], ([at, end, ...numbers], locals) => {
    const filled = locals(...several(pass.count, 'v128'));
    const totals = locals(...several(4, 'v128'));
    const kept: Local<'v128'>[] = [];
    const half = (which: 0 | 1): Statement[] => {
      const code: Statement[] = [];
      let next = 0;
      pass.work({
        numbers: filled,
        read: (row) => v128.load(at, row * bytes + which * VECTOR),
        write: (row, value) => code.push(v128.store(at, value, row * bytes + which * VECTOR)),
        keep: (value) => {
          const place = (kept[next++] ??= locals('v128')[0]);
          code.push(set(place, value));
          return place;
        },
        total: (k, operation, value) => {
          const total = totals[2 * k + which]!;
          code.push(set(total, operation(total, value)));
        },
      });
      return code;
    };
    return [
      filled.map((vector, k) => set(vector, f64x2.splat(numbers[k]!))),
      loopWhile(at, end, [half(0), half(1), advance(at, 2 * VECTOR)]),
      totals.map((total, k) => v128.store(i32.constant(rows * bytes), total, k * VECTOR)),
    ];
  });
  return (size, ...values) => run(0, size * Float64Array.BYTES_PER_ELEMENT, ...values);
}

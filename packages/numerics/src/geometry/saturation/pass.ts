import {
  advance,
  get,
  integer,
  kernel,
  lanes,
  load,
  loopWhile,
  set,
  store,
  type Code,
} from '../../web-assembly/index.js';
import type { Memory } from '../../web-assembly/index.js';

/** Numbers of a row that one turn of the loop takes: two vectors of two. */
export const UNROLL = 4;
/** Numbers after the rows that receive the totals of a pass: two totals, four lanes each. */
export const TOTALS = 8;

const [AT, END, FIRST_NUMBER] = [0, 1, 2] as const;
const VECTOR = 16;

/** The work of a pass on one vector of two coordinates. */
export interface Lane {
  /** The numbers given to the pass, each filling a vector. */
  readonly numbers: readonly Code[];
  readonly read: (row: number) => Code;
  readonly write: (row: number, value: Code) => Code;
  /** Keeps a value for the rest of the work on this vector: first where it is computed, then where it is used. */
  readonly keep: (value: Code) => readonly [compute: Code, use: Code];
  /** total ← operation(total, value), from 0. */
  readonly total: (which: 0 | 1, operation: (a: Code, b: Code) => Code, value: Code) => Code;
}

/** Work on every coordinate of the rows, given so many numbers. */
export interface Pass<Numbers extends readonly number[] = readonly number[]> {
  readonly count: Numbers['length'];
  readonly work: (lane: Lane) => Code;
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
  { count, work }: Pass,
): (size: number, ...numbers: readonly number[]) => void {
  const bytes = capacity * Float64Array.BYTES_PER_ELEMENT;
  const firstVector = FIRST_NUMBER + count;
  const firstTotal = firstVector + count;
  const numbers = Array.from({ length: count }, (_, k) => firstVector + k);
  let vectors = count + 4;

  const half = (which: 0 | 1): Code => {
    let next = firstTotal + 4;
    const lane: Lane = {
      numbers: numbers.map(get),
      read: (row) => load(get(AT), row * bytes + which * VECTOR),
      write: (row, value) => store(get(AT), value, row * bytes + which * VECTOR),
      keep: (value) => [set(next, value), get(next++)],
      total: (k, operation, value) => {
        const local = firstTotal + 2 * k + which;
        return set(local, operation(get(local), value));
      },
    };
    const code = work(lane);
    vectors = next - firstVector;
    return code;
  };

  const turn = [...half(0), ...half(1), ...advance(AT, 2 * VECTOR)];
  const body = [
    ...numbers.flatMap((local, k) => set(local, lanes.float64.splat(get(FIRST_NUMBER + k)))),
    ...loopWhile(AT, END, turn),
    ...[0, 1, 2, 3].flatMap((k) => store(integer(rows * bytes), get(firstTotal + k), k * VECTOR)),
  ];
  const parameters = ['i32', 'i32', ...numbers.map(() => 'float64' as const)] as const;
  const run = kernel({ parameters, vectors, body }, memory);
  return (size, ...values) => run(0, size * Float64Array.BYTES_PER_ELEMENT, ...values);
}

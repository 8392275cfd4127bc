import type { Row } from '../../batch.js';
import { FragilityError } from '../../error.js';
import { memoryOf } from '../../web-assembly/index.js';
import { compile, TOTALS, UNROLL, type Pass } from './pass.js';
import { CENTER, RATE, ROOM, ROWS, SLOPE } from './passes.js';

/** Least length for which memory is allocated: an image of CIFAR-10 fits. */
const SMALLEST = 4096;

function allocate(capacity: number) {
  const memory = memoryOf((ROWS * capacity + TOTALS) * Float64Array.BYTES_PER_ELEMENT);
  const row = (k: number, length = capacity): Row =>
    new Float64Array(memory.buffer, k * capacity * Float64Array.BYTES_PER_ELEMENT, length);
  const known = new Map<Pass, ReturnType<typeof compile>>();
  return {
    capacity,
    rate: row(RATE),
    center: row(CENTER),
    slope: row(SLOPE),
    result: row(ROOM),
    totals: row(ROWS, TOTALS),
    /** A pass, compiled when it is first asked for. */
    compiled(pass: Pass): ReturnType<typeof compile> {
      let run = known.get(pass);
      if (!run) known.set(pass, (run = compile({ memory, capacity, rows: ROWS }, pass)));
      return run;
    },
  };
}

let shared: ReturnType<typeof allocate> | undefined;

const memoryFor = (d: number): ReturnType<typeof allocate> =>
  (shared = shared && shared.capacity >= d ? shared : allocate(Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(d)))));

/** Copies a row of d values, and zeros up to `size`. */
function fill(to: Row, from: Row, d: number, size: number): void {
  if (from.length !== d) {
    throw new FragilityError(
      { given: `rows of ${d} and ${from.length} values`, remedy: 'pass rows of one length' },
      { where: 'numerics/geometry', code: 'numerics/shape', kind: 'failure' },
    );
  }
  to.set(from);
  if (size > d) to.fill(0, d, size);
}

/**
 * Copies two rows of one length, and one of slopes where there is a step to make, to the memory that all passes share: what it holds lasts
 * until the next call.
 *
 * @throws FragilityError `numerics/shape` for rows of different lengths
 */
export function rowsOf(rate: Row, center: Row, slope?: Row) {
  const d = rate.length;
  const { compiled, totals, ...rows } = memoryFor(d);
  const size = Math.max(UNROLL, Math.ceil(d / UNROLL) * UNROLL);
  fill(rows.rate, rate, d, size);
  fill(rows.center, center, d, size);
  if (slope) fill(rows.slope, slope, d, size);
  return {
    /** Makes a pass; its totals last until the next one. */
    run<Numbers extends readonly number[]>(pass: Pass<Numbers>, ...numbers: Numbers): void {
      compiled(pass)(size, ...numbers);
    },
    /** Total 0 of a pass that looks for the largest. */
    most: (): number => Math.max(totals[0]!, totals[1]!, totals[2]!, totals[3]!),
    /** Either total of a pass that sums. */
    sum: (which: 0 | 1): number => {
      const k = 4 * which;
      return totals[k]! + totals[k + 1]! + (totals[k + 2]! + totals[k + 3]!);
    },
    /** Copies the result. */
    result(to: Row = new Float64Array(d)): Row {
      to.set(rows.result.subarray(0, d));
      return to;
    },
  };
}

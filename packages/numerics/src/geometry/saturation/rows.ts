import type { Row } from '../../batch.js';
import { FragilityError } from '../../error.js';
import { memoryOf } from '../../web-assembly/index.js';
import { TOTALS, UNROLL } from './pass.js';
import { CENTER, compile, RATE, ROOM, ROWS, SLOPE } from './passes.js';

/** Least length for which memory is allocated: an image of CIFAR-10 fits. */
const SMALLEST = 4096;

function allocate(capacity: number) {
  const memory = memoryOf((ROWS * capacity + TOTALS) * Float64Array.BYTES_PER_ELEMENT);
  const row = (k: number, length = capacity): Row =>
    new Float64Array(memory.buffer, k * capacity * Float64Array.BYTES_PER_ELEMENT, length);
  const passes = compile({ memory, capacity, rows: ROWS });
  return {
    capacity,
    passes,
    rate: row(RATE),
    center: row(CENTER),
    slope: row(SLOPE),
    result: row(ROOM),
    totals: row(ROWS, TOTALS),
  };
}

let shared: ReturnType<typeof allocate> | undefined;

const memoryFor = (d: number): ReturnType<typeof allocate> =>
  (shared = shared && shared.capacity >= d ? shared : allocate(Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(d)))));

interface Scale {
  readonly rate: number;
  readonly room: number;
}

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
  const { passes, totals, ...rows } = memoryFor(d);
  const size = Math.max(UNROLL, Math.ceil(d / UNROLL) * UNROLL);
  fill(rows.rate, rate, d, size);
  fill(rows.center, center, d, size);
  if (slope) fill(rows.slope, slope, d, size);
  const largest = (): number => Math.max(totals[0]!, totals[1]!, totals[2]!, totals[3]!);
  const sum = (k: 0 | 4): number => totals[k]! + totals[k + 1]! + (totals[k + 2]! + totals[k + 3]!);
  return {
    /** max |rate|. */
    largest(): number {
      passes.largest(size);
      return largest();
    },
    /** Σ slope². */
    steepness(): number {
      passes.steepness(size);
      return sum(0);
    },
    /** rate ← rate + share · slope − center; returns max |rate|. */
    depart(share: number): number {
      passes.depart(size, share);
      return largest();
    },
    /** With x = rate (+ share · slope): rate ← x − center, result ← clamped x; returns max |x − center| and Σ ((result − center) · scale)². */
    clip(scale: number, lower: number, upper: number, share?: number): { top: number; square: number } {
      if (share === undefined) passes.clip(size, scale, lower, upper);
      else passes.stepAndClip(size, scale, lower, upper, share);
      return { top: largest(), square: sum(4) };
    },
    /** rate ← rate · scale.rate; room ← space to the bound ahead · scale.room; returns Σ rate · center and Σ |rate| · room, or Σ rate². */
    prepare(
      what: keyof typeof passes.prepare,
      scale: Scale,
      least: number,
      lower: number,
      upper: number,
    ): { along: number; total: number } {
      passes.prepare[what](size, scale.rate, scale.room, least, lower, upper);
      return { along: sum(0), total: sum(4) };
    },
    /** Σ held over the coordinates saturated at t, Σ slope over the others. */
    round(law: keyof typeof passes.round, t: number): { held: number; slope: number } {
      passes.round[law](size, t);
      return { held: sum(0), slope: sum(4) };
    },
    /** result ← center + unit · move, each coordinate up to its bound. */
    finish(norm: keyof typeof passes.finish, t: number, unit: number, lower: number, upper: number): void {
      passes.finish[norm](size, t, unit, lower, upper);
    },
    /** Copies the result. */
    result(to: Row = new Float64Array(d)): Row {
      to.set(rows.result.subarray(0, d));
      return to;
    },
  };
}

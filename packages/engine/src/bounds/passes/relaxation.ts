import type { ActivationStep, MaximumStep } from '../network.js';
import { emptyLine } from '../relaxations/curve.js';
import type { Range } from './interval.js';

/** Lines below and above an activation, one pair for every unit, for all rows (stride 0) or for each (stride n). */
export interface Lines {
  readonly kind: 'lines';
  readonly stride: number;
  readonly lowerSlope: Float64Array;
  readonly lowerIntercept: Float64Array;
  readonly upperSlope: Float64Array;
  readonly upperIntercept: Float64Array;
}

/** What is below and above a maximum: one of its inputs, or (−1) a number. */
export interface Picks {
  readonly kind: 'picks';
  readonly below: Int32Array;
  readonly above: Int32Array;
  readonly ceiling: Float64Array;
}

/** Picks whose lower bounds are mixtures of several inputs, for each row its own: Σ_e weights_e · x at inputs_e, e from starts_i to starts_{i+1} − 1. */
export interface Mixtures extends Pick<Picks, 'above' | 'ceiling'> {
  readonly kind: 'mixtures';
  readonly starts: Int32Array;
  readonly inputs: Int32Array;
  /** `[m, inputs.length]`, those of a window ≥ 0 and 1 in sum. */
  readonly weights: Float64Array;
}

export type Relaxation = Lines | Picks | Mixtures;

/** The lines that CROWN takes on the ranges of the inputs. */
export function startLines({ curve }: ActivationStep, { lower, upper }: Range): Lines {
  const n = lower.length;
  const [lowerSlope, lowerIntercept, upperSlope, upperIntercept] = [0, 1, 2, 3].map(() => new Float64Array(n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const line = emptyLine();
  for (let i = 0; i < n; i++) {
    const [l, u] = [lower[i]!, upper[i]!];
    curve.line(l, u, curve.start(l, u, 'lower'), 'lower', line);
    lowerSlope[i] = line.slope;
    lowerIntercept[i] = line.intercept;
    curve.line(l, u, curve.start(l, u, 'upper'), 'upper', line);
    upperSlope[i] = line.slope;
    upperIntercept[i] = line.intercept;
  }
  return { kind: 'lines', stride: 0, lowerSlope, lowerIntercept, upperSlope, upperIntercept };
}

/**
 * Below a maximum lies the input with the largest lower bound; above it the same input where its lower bound is at least every other upper bound, and
 * else the largest upper bound.
 */
export function startPicks({ width, windows }: MaximumStep, { lower, upper }: Range): Picks {
  const n = windows.length / width;
  const [below, above, ceiling] = [new Int32Array(n), new Int32Array(n).fill(-1), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    const inputs = windows.subarray(i * width, (i + 1) * width).filter((k) => k >= 0);
    const best = inputs.reduce((a, b) => (lower[b]! > lower[a]! ? b : a));
    below[i] = best;
    ceiling[i] = inputs.reduce((most, k) => Math.max(most, upper[k]!), -Infinity);
    if (inputs.every((k) => k === best || upper[k]! <= lower[best]!)) {
      above[i] = best;
      ceiling[i] = 0;
    }
  }
  return { kind: 'picks', below, above, ceiling };
}

import type { Row } from '../batch.js';
import type { ConvexNorm, Norm } from '../types.js';

const { abs, max } = Math;

/**
 * The norm q with 1/p + 1/q = 1; L0 has none.
 *
 * @example dualNorm('linf'); // 'l1'
 */
export const dualNorm = (norm: ConvexNorm): ConvexNorm => (({ linf: 'l1', l1: 'linf', l2: 'l2' }) as const)[norm];

/** Whether a sum of squares is far from underflow and overflow. */
export const safe = (square: number): boolean => square > 1e-280 && square < 1e280;

/** ‖x‖₂ relative to the largest |x_k|, for lengths whose square has no place in float64. */
function scaledLength(x: Row): number {
  const top = normOf(x, 'linf');
  if (top === 0 || !Number.isFinite(top)) return top;
  const shares = x.map((value) => value / top);
  return top * Math.sqrt(dot(shares, shares));
}

/** What norms add up over the coordinates of x − y, or of x, one loop each: a norm that is looked at for every coordinate costs as much as the sum. */
const SUMS: Readonly<Record<Exclude<Norm, 'l2'>, (x: Row, y?: Row) => number>> = {
  linf: (x, y) => {
    let most = 0;
    for (let k = 0; k < x.length; k++) most = max(most, abs(y ? x[k]! - y[k]! : x[k]!));
    return most;
  },
  l1: (x, y) => {
    let sum = 0;
    for (let k = 0; k < x.length; k++) sum += abs(y ? x[k]! - y[k]! : x[k]!);
    return sum;
  },
  l0: (x, y) => {
    let count = 0;
    for (let k = 0; k < x.length; k++) if ((y ? x[k]! - y[k]! : x[k]) !== 0) count++;
    return count;
  },
};

/**
 * ‖x‖ in L∞, L2 or L1, or in L0 the number of coordinates that are not zero; L2 neither overflows nor underflows.
 *
 * @example normOf(Float64Array.of(3, -4), 'l2'); // 5
 */
export function normOf(x: Row, norm: Norm): number {
  if (norm === 'l2') {
    const square = dot(x, x);
    return safe(square) ? Math.sqrt(square) : scaledLength(x);
  }
  return SUMS[norm](x);
}

/**
 * ‖x − y‖ in L∞, L2 or L1, or in L0 the number of coordinates that differ; L2 neither overflows nor underflows.
 *
 * @example distance(Float64Array.of(1, 1), Float64Array.of(0, 3), 'l1'); // 3
 * @example distance(Float64Array.of(1, 3), Float64Array.of(0, 3), 'l0'); // 1
 */
export function distance(x: Row, y: Row, norm: Norm): number {
  if (norm === 'l2') {
    const total = squaredDistance(x, y);
    return safe(total) ? Math.sqrt(total) : scaledLength(x.map((value, k) => value - y[k]!));
  }
  return SUMS[norm](x, y);
}

/**
 * Inner product ⟨a, b⟩ = Σ_k a_k b_k, in four sums, so that no addition waits for the one before.
 *
 * @example dot(Float64Array.of(1, 2), Float64Array.of(3, 4)); // 11
 */
export function dot(a: Row, b: Row): number {
  let s = 0;
  let t = 0;
  let u = 0;
  let v = 0;
  const whole = a.length - (a.length % 4);
  for (let k = 0; k < whole; k += 4) {
    s += a[k]! * b[k]!;
    t += a[k + 1]! * b[k + 1]!;
    u += a[k + 2]! * b[k + 2]!;
    v += a[k + 3]! * b[k + 3]!;
  }
  for (let k = whole; k < a.length; k++) s += a[k]! * b[k]!;
  return s + t + (u + v);
}

const square = (value: number): number => value * value;

/**
 * Whether every coordinate is zero: a gradient without a direction.
 *
 * @example isZero(Float64Array.of(0, 0)); // true
 */
export function isZero(x: Row): boolean {
  for (let k = 0; k < x.length; k++) if (x[k] !== 0) return false;
  return true;
}

/** ‖x − y‖₂², summed like {@link dot}. */
function squaredDistance(x: Row, y: Row): number {
  let s = 0;
  let t = 0;
  let u = 0;
  let v = 0;
  const whole = x.length - (x.length % 4);
  for (let k = 0; k < whole; k += 4) {
    s += square(x[k]! - y[k]!);
    t += square(x[k + 1]! - y[k + 1]!);
    u += square(x[k + 2]! - y[k + 2]!);
    v += square(x[k + 3]! - y[k + 3]!);
  }
  for (let k = whole; k < x.length; k++) s += square(x[k]! - y[k]!);
  return s + t + (u + v);
}

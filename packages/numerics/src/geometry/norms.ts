import type { Row } from '../batch.js';
import type { ConvexNorm, Norm } from '../types.js';

/**
 * The norm q with 1/p + 1/q = 1; L0 has none.
 *
 * @example dualNorm('linf'); // 'l1'
 */
export const dualNorm = (norm: ConvexNorm): ConvexNorm => (({ linf: 'l1', l1: 'linf', l2: 'l2' }) as const)[norm];

/** Whether a sum of squares is far from underflow and overflow. */
const safe = (square: number): boolean => square > 1e-280 && square < 1e280;

/** ‖x‖₂ relative to the largest |x_k|, for lengths whose square has no place in float64. */
function scaledLength(x: Row): number {
  const top = normOf(x, 'linf');
  if (top === 0 || !Number.isFinite(top)) return top;
  const shares = x.map((value) => value / top);
  return top * Math.sqrt(dot(shares, shares));
}

/** |gap| as L∞, L1 and L0 add it up. */
const gather = (sum: number, gap: number, norm: Exclude<Norm, 'l2'>): number =>
  norm === 'linf' ? Math.max(sum, Math.abs(gap)) : sum + (norm === 'l1' ? Math.abs(gap) : gap === 0 ? 0 : 1);

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
  let result = 0;
  for (let k = 0; k < x.length; k++) result = gather(result, x[k]!, norm);
  return result;
}

/**
 * ‖x − y‖ in L∞, L2 or L1, or in L0 the number of coordinates that differ; L2 neither overflows nor underflows.
 *
 * @example distance(Float64Array.of(1, 1), Float64Array.of(0, 3), 'l1'); // 3
 * @example distance(Float64Array.of(1, 3), Float64Array.of(0, 3), 'l0'); // 1
 */
export function distance(x: Row, y: Row, norm: Norm): number {
  let result = 0;
  if (norm === 'l2') {
    for (let k = 0; k < x.length; k++) result += (x[k]! - y[k]!) * (x[k]! - y[k]!);
    return safe(result) ? Math.sqrt(result) : scaledLength(x.map((value, k) => value - y[k]!));
  }
  for (let k = 0; k < x.length; k++) result = gather(result, x[k]! - y[k]!, norm);
  return result;
}

/**
 * Inner product ⟨a, b⟩ = Σ_k a_k b_k.
 *
 * @example dot(Float64Array.of(1, 2), Float64Array.of(3, 4)); // 11
 */
export function dot(a: Row, b: Row): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

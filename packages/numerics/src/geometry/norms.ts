import type { Row } from '../batch.js';
import type { Norm } from '../types.js';

/**
 * The norm q with 1/p + 1/q = 1.
 *
 * @example dualNorm('linf'); // 'l1'
 */
export const dualNorm = (norm: Norm): Norm => (({ linf: 'l1', l1: 'linf', l2: 'l2' }) as const)[norm];

function euclidean(size: number, at: (k: number) => number): number {
  let sum = 0;
  for (let k = 0; k < size; k++) sum += at(k) * at(k);
  if (sum > 1e-280 && sum < 1e280) return Math.sqrt(sum);
  let top = 0;
  for (let k = 0; k < size; k++) top = Math.max(top, Math.abs(at(k)));
  if (top === 0 || !Number.isFinite(top)) return top;
  sum = 0;
  for (let k = 0; k < size; k++) sum += (at(k) / top) ** 2;
  return top * Math.sqrt(sum);
}

/**
 * ‖x‖ in L∞, L2 or L1; L2 neither overflows nor underflows.
 *
 * @example normOf(Float64Array.of(3, -4), 'l2'); // 5
 */
export function normOf(x: Row, norm: Norm): number {
  if (norm === 'l2') return euclidean(x.length, (k) => x[k]!);
  let result = 0;
  for (let k = 0; k < x.length; k++)
    result = norm === 'l1' ? result + Math.abs(x[k]!) : Math.max(result, Math.abs(x[k]!));
  return result;
}

/**
 * ‖x − y‖ in L∞, L2 or L1; L2 neither overflows nor underflows.
 *
 * @example distance(Float64Array.of(1, 1), Float64Array.of(0, 3), 'l1'); // 3
 */
export function distance(x: Row, y: Row, norm: Norm): number {
  if (norm === 'l2') return euclidean(x.length, (k) => x[k]! - y[k]!);
  let result = 0;
  for (let k = 0; k < x.length; k++) {
    const gap = Math.abs(x[k]! - y[k]!);
    result = norm === 'l1' ? result + gap : Math.max(result, gap);
  }
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

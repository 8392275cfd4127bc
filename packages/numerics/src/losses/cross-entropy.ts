import type { Row } from '../batch.js';
import type { Criterion, Loss } from '../types.js';

/** log Σ_k exp(f_k), without overflow. */
export function logSumExp(logits: Row): number {
  const top = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  return top + Math.log(logits.reduce((sum, value) => sum + Math.exp(value - top), 0));
}

/**
 * Cross-entropy, ascended: −log p_y, or log p_t with a target.
 *
 *     value = log Σ_k exp f_k − f_y,   cotangent ∝ softmax(f) − e_y
 *
 * The textbook cotangent cancels at the label (its direction is wrong at margin 50, zero at 110 in float32): here the label's
 * entry is minus the sum of the others, the others are taken relative to the largest of them, and the largest entry is 1.
 *
 * @example crossEntropy({ label: 0 })(Float64Array.of(800, 0)).cotangent; // [-1, 1]
 */
export const crossEntropy =
  ({ label, target }: Criterion): Loss =>
  (logits) => {
    const pivot = target ?? label;
    const sign = target === undefined ? 1 : -1;
    const cotangent = new Float64Array(logits.length);
    let top = -Infinity;
    for (let k = 0; k < logits.length; k++) if (k !== pivot) top = Math.max(top, logits[k]!);
    let sum = 0;
    for (let k = 0; k < logits.length; k++) if (k !== pivot) sum += cotangent[k] = Math.exp(logits[k]! - top);
    cotangent[pivot] = -sum;
    for (let k = 0; k < logits.length; k++) cotangent[k]! *= sign / sum;
    const gap = top - logits[pivot]! + Math.log(sum);
    const loss = gap > 0 ? gap + Math.log1p(Math.exp(-gap)) : Math.log1p(Math.exp(gap));
    return { value: sign * loss, cotangent };
  };

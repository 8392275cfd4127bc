import type { Row } from '../batch.js';
import type { Criterion, Loss } from '../types.js';
import { checkClass } from './margin.js';

const { exp, log, log1p, max } = Math;

/**
 * −log softmax(f)_own, and the softmax over the other classes alone.
 *
 * With m the largest other logit and S = Σ_{j≠own} exp(f_j − m), −log p_own = log(1 + S·exp(m − f_own)):
 * exact to rounding for any margin, where 1 − p_own cancels.
 */
function surprise(
  logits: Row,
  own: number,
  others: Row = new Float64Array(logits.length),
): { value: number; others: Row } {
  checkClass(logits, own);
  let largest = -Infinity;
  for (let j = 0; j < logits.length; j++) if (j !== own) largest = max(largest, logits[j]!);
  let sum = 0;
  for (let j = 0; j < logits.length; j++) if (j !== own) sum += others[j] = exp(logits[j]! - largest);
  for (let j = 0; j < logits.length; j++) others[j]! /= sum;
  others[own] = 0;
  const lead = logits[own]! - largest;
  return { value: lead > 0 ? log1p(sum * exp(-lead)) : log(sum + exp(lead)) - lead, others };
}

/**
 * Cross-entropy on logits, to ascend: `−log p_y` (untargeted) or `+log p_t` (targeted), `p = softmax(f)`.
 *
 *     ∂(−log p_y)/∂f_j = p_j (j ≠ y),   ∂/∂f_y = −Σ_{j≠y} p_j,   divided by Σ_{j≠y} p_j
 *
 * so the label entry is exactly −1 and the others are the softmax over the other classes: the right direction at any margin, where the
 * textbook softmax − onehot cancels. `logits` [K ≥ 2]; NaN logits give a NaN value.
 *
 * @throws FragilityError `numerics/class` when the label (or target) is not a class.
 * @example crossEntropy({ label: 0 })(Float64Array.of(700, 0, 0)).cotangent; // [-1, 0.5, 0.5]
 */
export function crossEntropy({ label, target }: Criterion): Loss {
  const own = target ?? label;
  const sign = target === undefined ? 1 : -1;
  return (logits, out) => {
    const { value, others } = surprise(logits, own, out);
    if (sign < 0) for (let j = 0; j < others.length; j++) others[j] = 0 - others[j]!;
    others[own] = -sign;
    return { value: sign * value, cotangent: others };
  };
}

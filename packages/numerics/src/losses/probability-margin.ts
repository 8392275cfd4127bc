import type { Row } from '../batch.js';
import type { Criterion, Loss } from '../types.js';
import { checkClass, strongestExcept } from './margin.js';
import { scaleToOne } from './scale.js';

/** log Σ_k exp(f_k), without overflow or underflow. */
function logSum(logits: Row): number {
  const top = logits.reduce((a, b) => Math.max(a, b));
  return top + Math.log(logits.reduce((sum, value) => sum + Math.exp(value - top), 0));
}

/**
 * Probability margin, to ascend: how much likelier the class aimed at is than the class to leave, as log(1 + difference).
 *
 *     ℓ = log(1 + p_a − p_b),  p = softmax(f);   a the strongest other class, b = y;  targeted: a = t, b the strongest other class
 *     ∂ℓ/∂f_a ∝ p_a (1 − p_a + p_b),   ∂ℓ/∂f_b ∝ −p_b (1 + p_a − p_b),   ∂ℓ/∂f_k ∝ −p_k (p_a − p_b)
 *
 * The published loss is p_a − p_b. Its logarithm has the same direction, order and sign, but no plateau: at margin 40 the difference is −1
 * to the last bit, ℓ is −40. The cotangent is taken relative to the likeliest of the small probabilities, the entry of the largest logit as
 * minus the sum of the others, and scaled so that its largest entry is 1: the right direction at any margin. `logits` [K ≥ 2].
 * Source: Xie et al., arXiv:2411.15210, §3.
 *
 * @throws FragilityError `numerics/class` when the label (or target) is not a class.
 * @example probabilityMargin({ label: 0 })(Float64Array.of(Math.log(3), 0)).value; // -0.6931…
 */
export function probabilityMargin({ label, target }: Criterion): Loss {
  const own = target ?? label;
  return (logits) => {
    checkClass(logits, own);
    const other = strongestExcept(logits, own);
    const [a, b] = target === undefined ? [other, own] : [own, other];
    const total = logSum(logits);
    const value = logSum(logits.map((f, k) => (k === b ? logits[a]! : f))) - total;

    const top = logits[a]! > logits[b]! ? a : b;
    const second = logits[strongestExcept(logits, top)]!;
    const lead = Math.exp(logits[a]! - total) - Math.exp(logits[b]! - total);
    const cotangent = logits.map((f, k) => {
      const factor = k === a ? 1 - lead : k === b ? -1 - lead : -lead;
      return k === top ? 0 : Math.exp(f - second) * factor;
    });
    cotangent[top] = -cotangent.reduce((sum, v) => sum + v, 0);
    return { value, cotangent: scaleToOne(cotangent) };
  };
}

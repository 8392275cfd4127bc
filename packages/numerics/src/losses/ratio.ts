import type { Criterion, Loss } from '../types.js';
import { marginLoss, runnerUp } from './margin.js';

/**
 * Difference of logits ratio, ascended: the margin relative to the spread of the sorted logits f_π1 ≥ f_π2 ≥ ….
 *
 *     untargeted: −(f_y − max_{j≠y} f_j) / (f_π1 − f_π3)
 *     targeted:   −(f_y − f_t) / (f_π1 − (f_π3 + f_π4)/2)
 *
 * With fewer than 3 classes (4 with a target) it is not defined and the margin takes its place. The cotangent is exact.
 * Source: Croce & Hein, ICML 2020, arXiv:2003.01690, eq. 6 and 7.
 */
export const differenceOfLogitsRatio = (criterion: Criterion): Loss => {
  const fallback = marginLoss(criterion);
  return (logits) => {
    const { label, target } = criterion;
    if (logits.length < (target === undefined ? 3 : 4)) return fallback(logits);
    const order = Array.from(logits.keys()).sort((a, b) => logits[b]! - logits[a]!);
    const low = target === undefined ? [order[2]!] : [order[2]!, order[3]!];
    const spread = logits[order[0]!]! - low.reduce((sum, k) => sum + logits[k]!, 0) / low.length;
    if (!(spread > 0)) return fallback(logits);
    const other = target ?? runnerUp(logits, label);
    const value = -(logits[label]! - logits[other]!) / spread;
    const cotangent = new Float64Array(logits.length);
    cotangent[label]! -= 1 / spread;
    cotangent[other]! += 1 / spread;
    cotangent[order[0]!]! -= value / spread;
    for (const k of low) cotangent[k]! += value / spread / low.length;
    return { value, cotangent };
  };
};

/**
 * Squared error to the one-hot label (ascended), or to the one-hot target (its negative, ascended).
 *
 *     value = ½ ‖f − e_y‖²,   cotangent = f − e_y
 */
export const squaredError =
  ({ label, target }: Criterion): Loss =>
  (logits) => {
    const pivot = target ?? label;
    const sign = target === undefined ? 1 : -1;
    const cotangent = logits.map((value, k) => sign * (value - (k === pivot ? 1 : 0)));
    return { value: (sign * cotangent.reduce((sum, c) => sum + c * c, 0)) / 2, cotangent };
  };


import type { Row } from '../batch.js';
import type { Criterion, Loss } from '../types.js';

/** The class with the largest logit, the first of equals. */
export function predictedClass(logits: Row): number {
  let best = 0;
  for (let k = 1; k < logits.length; k++) if (logits[k]! > logits[best]!) best = k;
  return best;
}

/** The class with the largest logit other than `except`. */
export function runnerUp(logits: Row, except: number): number {
  let best = except === 0 ? 1 : 0;
  for (let k = 0; k < logits.length; k++) if (k !== except && logits[k]! > logits[best]!) best = k;
  return best;
}

/**
 * How far the logits are from success; negative exactly where the criterion is met.
 *
 *     untargeted: f_y − max_{j≠y} f_j      targeted: max_{j≠t} f_j − f_t
 *
 * @example margin(Float64Array.of(2, 5, 1), { label: 1 }); // 3
 */
export function margin(logits: Row, { label, target }: Criterion): number {
  if (target === undefined) return logits[label]! - logits[runnerUp(logits, label)]!;
  return logits[runnerUp(logits, target)]! - logits[target]!;
}

/**
 * The negative margin, ascended: linear in the logits, so its gradient never vanishes by saturation.
 *
 *     value = −margin(f),   cotangent = e_j − e_y   (targeted: e_t − e_j)
 */
export const marginLoss =
  (criterion: Criterion): Loss =>
  (logits) => {
    const pivot = criterion.target ?? criterion.label;
    const other = runnerUp(logits, pivot);
    const sign = criterion.target === undefined ? 1 : -1;
    const cotangent = new Float64Array(logits.length);
    cotangent[other] = sign;
    cotangent[pivot] = -sign;
    return { value: -margin(logits, criterion), cotangent };
  };

/** The difference of two logits, ascended: value = f_j − f_i, cotangent = e_j − e_i. */
export const logitDifference =
  (i: number, j: number): Loss =>
  (logits) => {
    const cotangent = new Float64Array(logits.length);
    cotangent[j] = 1;
    cotangent[i]! -= 1;
    return { value: logits[j]! - logits[i]!, cotangent };
  };

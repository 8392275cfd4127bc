import { isDifferentiable, type Classifier } from '@fragility/model';
import type { Batch } from '@fragility/numerics';
import type { CleanPrediction } from './clean.js';

/** Inputs that the results are looked at for beyond the data. */
const FEW = 8;

/** How far rounding may take a probability out of [0, 1]. */
const ROUNDING = 1e-3;

const inRange = ({ data }: Batch): boolean => data.every((value) => value >= -ROUNDING && value <= 1 + ROUNDING);

/** Whether what a model says of the data looks like probabilities: every number in [0, 1], or rows that sum to 1. */
export const lookLikeShares = (found: readonly CleanPrediction[]): boolean =>
  found.every((answer) => answer.inRange) || found.every(({ sumsToOne }) => sumsToOne);

/**
 * Whether results that look like probabilities on the data still do far from them, at 4 x_i and 4 x_i − 3 x_j: probabilities stay in [0, 1]
 * everywhere, logits that a fit to labels brought there do not. A model that has decisions only is not asked.
 */
export async function remainShares(model: Classifier, { data, shape }: Batch): Promise<boolean> {
  if (!isDifferentiable(model)) return true;
  const count = Math.min(shape[0]!, FEW);
  const size = data.length / shape[0]!;
  const some = data.subarray(0, count * size);
  const scaled = some.map((value) => 4 * value);
  const beyond = some.map((value, k) => 4 * value - 3 * data[(k + size) % data.length]!);
  const sizes = [count, ...shape.slice(1)];
  for (const far of [scaled, beyond]) {
    const answers = await model.logits({ data: far, shape: sizes });
    if (!inRange(answers)) return false;
  }
  return true;
}

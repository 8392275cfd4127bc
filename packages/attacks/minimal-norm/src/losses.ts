import { crossEntropy, marginLoss, type Criterion, type Loss } from '@fragility/numerics';
import { z } from 'zod';

export const LOSSES = { 'cross-entropy': crossEntropy, margin: marginLoss } satisfies Record<
  string,
  (criterion: Criterion) => Loss
>;

/** The `loss` parameter. */
export const lossParam = (initial: keyof typeof LOSSES) =>
  z
    .enum(['cross-entropy', 'margin'])
    .default(initial)
    .describe('loss to ascend: cross-entropy, or the margin (best other logit minus the label’s)');

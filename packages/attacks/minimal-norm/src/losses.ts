import { crossEntropy, marginLoss, type Criterion, type Loss } from '@fragility/numerics';
import { choice } from '@fragility/plugin';
import { optional } from 'valibot';

export const LOSSES = { 'cross-entropy': crossEntropy, margin: marginLoss } satisfies Record<
  string,
  (criterion: Criterion) => Loss
>;

/** The `loss` parameter. */
export const lossParam = (initial: keyof typeof LOSSES) =>
  optional(
    choice('loss to ascend: cross-entropy, or the margin (best other logit minus the label’s)', [
      'cross-entropy',
      'margin',
    ]),
    initial,
  );

import { crossEntropy, marginLoss, type Criterion, type Loss } from '@fragility/numerics';
import { z } from 'zod';

/** The losses that a gradient attack can ascend, by the name used in parameters. */
export const LOSSES = { 'cross-entropy': crossEntropy, margin: marginLoss } satisfies Record<
  string,
  (criterion: Criterion) => Loss
>;

/** The `loss` parameter of gradient attacks. */
export const lossParam = z
  .enum(['cross-entropy', 'margin'])
  .default('cross-entropy')
  .describe('loss to ascend: cross-entropy, or the margin (best other logit minus the label’s)');

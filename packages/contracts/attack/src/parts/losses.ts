import {
  crossEntropy,
  differenceOfLogitsRatio,
  marginLoss,
  probabilityMargin,
  type Criterion,
  type Loss,
} from '@fragility/numerics';

/** The losses that an attack can ascend, by the name used in parameters. */
export const LOSSES = {
  'cross-entropy': crossEntropy,
  margin: marginLoss,
  dlr: differenceOfLogitsRatio,
  'probability-margin': probabilityMargin,
} satisfies Record<string, (criterion: Criterion) => Loss>;

export type LossName = keyof typeof LOSSES;

/** Their names, and the description of a parameter that takes one. */
export const LOSS_NAMES = ['cross-entropy', 'margin', 'dlr', 'probability-margin'] as const;
export const LOSS_HELP =
  'loss to ascend: cross-entropy, the margin (best other logit minus the label’s), the difference of logits ratio, or the margin of probabilities';

/** The same for attacks that take the first two of them. */
export const SIMPLE_LOSSES = ['cross-entropy', 'margin'] as const;
export const SIMPLE_LOSS_HELP = 'loss to ascend: cross-entropy, or the margin (best other logit minus the label’s)';

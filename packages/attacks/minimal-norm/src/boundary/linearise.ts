import type { Example } from '@fragility/attack';
import { rivalClasses } from '@fragility/attack/parts';
import { logitDifference, marginLoss, type Loss, type Row } from '@fragility/numerics';

/** What the attacks of this package ask of one example. */
export type Subject = Pick<
  Example<'gradient'>,
  | 'input'
  | 'shape'
  | 'classes'
  | 'criterion'
  | 'budget'
  | 'random'
  | 'space'
  | 'best'
  | 'note'
  | 'decide'
  | 'logits'
  | 'gradient'
  | 'gradients'
>;

/**
 * The losses whose zeros bound the decision: ℓ = f_j − f_y for the `count` other classes with the largest logits; in a targeted
 * attack ℓ = f_t − max_{j≠t} f_j alone. Each is positive beyond its boundary.
 */
export function boundaries({ criterion }: Subject, logits: Row, count: number): Loss[] {
  const { label, target } = criterion;
  if (target !== undefined) return [marginLoss(criterion)];
  return rivalClasses(logits, label)
    .slice(0, count)
    .map((j) => logitDifference(label, j));
}

import { crossEntropy, marginLoss, type Criterion, type Loss } from '@fragility/numerics';
import { z } from 'zod';
import { boundaries, halfSpace, nearest, type Subject } from './linearise.js';

/** Classes, those with the largest logits, among which the nearest are sought: one gradient each. */
const COMPARED = 99;

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

/** The `targets` parameter. */
export const targetsParam = z
  .int()
  .min(0)
  .default(0)
  .describe('further runs, each aiming at one other class, nearest by linearised distance first');

/**
 * The losses to run in turn: that of the criterion, then f_j − f_y of the `targets` classes whose linearised boundaries are nearest.
 *
 * An untargeted loss ascends towards the class with the largest logit, which need not be the nearest; with one target an attack that solves
 * linear models of two classes solves those of many.
 */
export async function aims(example: Subject, loss: Loss, targets: number): Promise<Loss[]> {
  const { input, criterion, space, logits, gradients } = example;
  if (targets === 0 || criterion.target !== undefined) return [loss];
  const rivals = boundaries(example, (await logits(input)).logits, Math.max(targets, COMPARED));
  const distances = new Map<Loss, number>();
  for (const [k, { value, gradient }] of (await gradients(input, rivals)).entries()) {
    const half = halfSpace(input, value, gradient);
    if (half.terms > 0) distances.set(rivals[k]!, nearest(half, input, space).distance);
  }
  const ranked = [...distances.keys()].sort((a, b) => distances.get(a)! - distances.get(b)!);
  return [loss, ...ranked.slice(0, targets)];
}

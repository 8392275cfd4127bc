import { crossEntropy, isZero } from '@fragility/numerics';
import type { GradientExample } from './members.js';

/** Relative difference of two results at one input beyond which a model is called randomised. */
const NOISE = 1e-6;
/** How far a sum of probabilities may be from 1. */
const ROUNDING = 1e-4;

/** Classes that the targeted difference of logits ratio needs. */
export const DLR_CLASSES = 4;

/**
 * What of one example speaks against trusting an attack on it, as AutoAttack checks: a randomised model, probabilities in place of logits, a
 * gradient that is zero, too few classes. Asks for two forward passes and one gradient.
 *
 * Source: github.com/fra31/auto-attack, flags_doc.md.
 */
export async function warn({ input, classes, criterion, note, logits, gradient }: GradientExample): Promise<void> {
  const { logits: first } = await logits(input);
  const { logits: again, gradient: slope } = await gradient(input, crossEntropy(criterion));
  const scale = first.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (first.some((value, k) => Math.abs(value - again[k]!) > NOISE * scale))
    note({ warning: 'the model returns other logits for one input each time: use version rand' });
  const sum = first.reduce((total, value) => total + value, 0);
  if (Math.abs(sum - 1) < ROUNDING && first.every((value) => value >= 0))
    note({ warning: 'the scores look like probabilities: attacks need the logits before the softmax' });
  if (isZero(slope))
    note({
      warning: 'the gradient of the cross-entropy is zero at the input: gradient attacks may overestimate robustness',
    });
  if (classes < DLR_CLASSES)
    note({
      warning: `there are ${classes} classes, the difference of logits ratio needs 3, targeted 4: the margin takes its place`,
    });
}

import type { Dataset } from '@fragility/dataset';
import type { Chosen, ChosenAttack } from '../plan/settings.js';

/** Parameters that say how often something is done, by what they are called in attacks; they multiply. */
const REPEATED = ['steps', 'gradients', 'regions', 'restarts', 'halvings', 'search', 'targets', 'queries'];

const wholeNumber = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

/**
 * Passes that an attack takes for one example at most, as far as its parameters tell: the product of those that say how often something is done,
 * for each budget, twice where gradients are asked for. Good enough to divide work by.
 */
export function passesOfAttack({ definition, filled, options }: ChosenAttack): number {
  const repeated = REPEATED.map((name) => filled[name]).filter(wholeNumber);
  const once = repeated.reduce((product, times) => product * Math.max(times, 1), 1);
  const gradients = definition.requires === 'gradient' || definition.requires === 'dense';
  return once * (gradients ? 2 : 1) * (options.budgets?.length ?? 1);
}

/** Passes of a training over single examples: one forwards, and a backward one of twice the cost. */
export function passesOfTraining({ filled }: Chosen<'model'>, size: Dataset['size'] | undefined): number {
  const { steps, epochs, batch } = { ...filled, ...(filled['fit'] as object | undefined) } as Record<string, unknown>;
  const examples = size?.train ?? 1;
  const taken = wholeNumber(steps) ? steps * (wholeNumber(batch) ? batch : examples) : Infinity;
  const most = Math.min(taken, wholeNumber(epochs) ? epochs * examples : Infinity);
  return Number.isFinite(most) ? 3 * most : 0;
}

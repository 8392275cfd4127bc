import type { Dataset } from '@fragility/dataset';
import type { Chosen, ChosenAttack } from '../plan/settings.js';

/** Parameters that say how often something is done, by what they are called in attacks; they multiply. */
const REPEATED = ['steps', 'gradients', 'regions', 'restarts', 'halvings', 'search', 'targets', 'queries'];
/** Passes of an analysis for every example where it does not say. */
const ANALYSIS = 10;

const wholeNumber = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

/** The product of the parameters that say how often something is done, twice where gradients are asked for. */
function guessed({ definition, filled }: ChosenAttack): number {
  const repeated = REPEATED.map((name) => filled[name]).filter(wholeNumber);
  const once = repeated.reduce((product, times) => product * Math.max(times, 1), 1);
  const gradients = definition.requires === 'gradient' || definition.requires === 'dense';
  return once * (gradients ? 2 : 1);
}

/** What a definition says of its own passes; undefined where it says nothing, or nothing that can be used. */
function said<About>(
  passes: ((params: never, about: About) => number) | undefined,
  params: unknown,
  about: About,
): number | undefined {
  try {
    const count = passes?.(params as never, about);
    return typeof count === 'number' && Number.isFinite(count) && count > 0 ? count : undefined;
  } catch {
    return undefined;
  }
}

/** Passes that an attack takes for one example, about: as it says itself, or as its parameters tell; for each budget. Good enough to divide work by. */
export function passesOfAttack(attack: ChosenAttack, classes: number): number {
  const { definition, filled, options } = attack;
  return (said(definition.passes, filled, { classes }) ?? guessed(attack)) * (options.budgets?.length ?? 1);
}

/** Passes of single examples that an analysis takes, about. */
export const passesOfAnalysis = (
  { definition, filled }: Chosen<'analysis'>,
  about: { readonly examples: number; readonly classes: number },
): number => said(definition.passes, filled, about) ?? ANALYSIS * about.examples;

/** Passes where a model is not trained by steps, but solved for or read: over the examples, up to so many. */
const SOLVING = { passes: 10, examples: 1000 };

/** Passes of a training over single examples: one forwards, and a backward one of twice the cost. */
export function passesOfTraining({ filled }: Chosen<'model'>, size: Dataset['size'] | undefined): number {
  const { steps, epochs, batch } = { ...filled, ...(filled['fit'] as object | undefined) } as Record<string, unknown>;
  const examples = size?.train ?? 1;
  const taken = wholeNumber(steps) ? steps * (wholeNumber(batch) ? batch : examples) : Infinity;
  const most = Math.min(taken, wholeNumber(epochs) ? epochs * examples : Infinity);
  return Number.isFinite(most) ? 3 * most : SOLVING.passes * Math.min(examples, SOLVING.examples);
}

/** Steps of a training whose parameters say how many, or 0: each costs something, however small its batch is. */
export function stepsOfTraining({ filled }: Chosen<'model'>): number {
  const { steps } = { ...filled, ...(filled['fit'] as object | undefined) } as Record<string, unknown>;
  return wholeNumber(steps) ? steps : 0;
}

/** What a layer costs for itself, and so many of its products, in coordinates of an input. */
const LAYER = { each: 400, products: 40 };

const isWidths = (value: unknown): value is readonly number[] => Array.isArray(value) && value.every(wholeNumber);

/** Hidden layers that the parameters of a dense network name, by their widths; none where they name none. */
function hiddenOf(filled: Readonly<Record<string, unknown>>): readonly number[] {
  const { hidden, depth, width } = filled;
  if (isWidths(hidden)) return hidden;
  return wholeNumber(depth) && wholeNumber(width) && depth > 1 ? Array<number>(depth - 1).fill(width) : [];
}

/** How heavy a pass is, in coordinates: those of the input, and what the hidden layers add that the model's parameters name. */
export function heavinessOf(filled: Readonly<Record<string, unknown>>, coordinates: number, classes: number): number {
  const hidden = hiddenOf(filled);
  if (hidden.length === 0) return coordinates;
  const widths = [coordinates, ...hidden, classes];
  const products = widths.slice(1).reduce((sum, width, k) => sum + width * widths[k]!, 0);
  return coordinates + products / LAYER.products + hidden.length * LAYER.each;
}

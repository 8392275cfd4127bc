import { evaluationSplit, selected, type Dataset } from '@fragility/dataset';
import type { Chosen } from '../plan/settings.js';
import type { Trial } from '../plan/plan.js';
import type { DatasetProvider } from '../ports/dataset-provider.js';
import { passesOfAttack, passesOfTraining } from './passes.js';

/** How much there is to do for a trial, in passes of single examples through its model, each as heavy as an input is large. */
export interface Weight {
  /** Examples that are evaluated, at most. */
  readonly examples: number;
  readonly training: number;
  /** One pass for the clean example, and those of every attack. */
  readonly perExample: number;
}

/** Coordinates of an input where the dataset cannot be opened. */
const SOME_COORDINATES = 1000;

export const totalOf = ({ examples, training, perExample }: Weight): number => training + examples * perExample;

const weightOf = ({ settings, chosen }: Trial, data: Dataset | undefined): Weight => {
  const { split = data && evaluationSplit(data), limit } = settings.evaluate;
  const selection = { split: split ?? 'test', ...(limit === undefined ? {} : { limit }) };
  const coordinates = data ? data.shape.reduce((a, b) => a * b, 1) : SOME_COORDINATES;
  const passes = settings.attacks.reduce((sum, attack) => sum + passesOfAttack(attack), 1);
  return {
    examples: data ? selected(data, selection).length : (limit ?? 1),
    training: coordinates * passesOfTraining(chosen, data?.size),
    perExample: coordinates * passes,
  };
};

/** How much there is to do for each trial, by its id; opens every dataset once, whatever the seeds. */
export async function weightsOf(
  trials: readonly Trial[],
  datasets: DatasetProvider,
): Promise<ReadonlyMap<string, Weight>> {
  const opened = new Map<Chosen<'dataset'>, Dataset | undefined>();
  const weights = new Map<string, Weight>();
  for (const trial of trials) {
    const { dataset } = trial.settings;
    // A dataset that cannot be opened fails its trials, which then say why.
    if (!opened.has(dataset)) opened.set(dataset, await datasets.open(trial).catch(() => undefined));
    weights.set(trial.id, weightOf(trial, opened.get(dataset)));
  }
  return weights;
}

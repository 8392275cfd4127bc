import { evaluationSplit, selected, type Dataset } from '@fragility/dataset';
import type { Trial } from '../plan/plan.js';
import type { Chosen } from '../plan/settings.js';
import type { DatasetProvider } from '../ports/dataset-provider.js';
import { heavinessOf, passesOfAnalysis, passesOfAttack, passesOfTraining, stepsOfTraining } from './passes.js';

/** How much there is to do for a trial, in passes of single examples through its model, each as heavy as the input is large and the network deep. */
export interface Weight {
  /** Examples that are evaluated, at most. */
  readonly examples: number;
  readonly training: number;
  /** Of one example: a pass for the clean one, and those of every attack. */
  readonly clean: number;
  readonly attacks: readonly number[];
  readonly analyses: readonly number[];
}

/** What datasets are taken for that cannot be opened, or are too many to be opened for this. */
const UNKNOWN = { coordinates: 1000, classes: 10 };
const MOST_OPENED = 64;
/** What asking for one example costs beside the passes themselves, in coordinates. */
const ASKING = 1500;
/** What a step of a training costs beside its passes, in coordinates. */
const STEP = 150_000;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export const perExampleOf = ({ clean, attacks }: Pick<Weight, 'clean' | 'attacks'>): number => clean + sum(attacks);

export const totalOf = (weight: Weight): number =>
  weight.training + weight.examples * perExampleOf(weight) + sum(weight.analyses);

const weightOf = ({ settings, chosen }: Trial, data: Dataset | undefined): Weight => {
  const { split = data && evaluationSplit(data), limit } = settings.evaluate;
  const selection = { split: split ?? 'test', ...(limit === undefined ? {} : { limit }) };
  const coordinates = data ? data.shape.reduce((a, b) => a * b, 1) : UNKNOWN.coordinates;
  const classes = data?.classes.length ?? UNKNOWN.classes;
  const examples = data ? selected(data, selection).length : (limit ?? 1);
  const heavy = heavinessOf(chosen.filled as Readonly<Record<string, unknown>>, coordinates, classes);
  const asked = heavy + ASKING;
  return {
    examples,
    training: heavy * passesOfTraining(chosen, data?.size) + STEP * stepsOfTraining(chosen),
    clean: asked,
    attacks: settings.attacks.map((attack) => asked * passesOfAttack(attack, classes)),
    analyses: settings.analyses.map((analysis) => asked * passesOfAnalysis(analysis, { examples, classes })),
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
    if (!opened.has(dataset) && opened.size < MOST_OPENED)
      opened.set(dataset, await datasets.open(trial).catch(() => undefined));
    weights.set(trial.id, weightOf(trial, opened.get(dataset)));
  }
  return weights;
}

import type { Dataset } from '@fragility/dataset';
import type { Chosen } from '../../plan/settings.js';
import type { Working } from '../context.js';
import { naming } from '../naming.js';
import { oddBudgets } from './budget-units.js';
import { evaluationOf, type Evaluation } from './evaluation.js';

/** What data throws is bad input. */
const THREW = { code: 'dataset/threw', kind: 'input' } as const;

/** Does what loads a dataset: its errors get the name of the dataset. */
export const loading =
  ({ definition }: Chosen<'dataset'>) =>
  <T>(work: () => Promise<T>): Promise<T> =>
    naming(`dataset '${definition.name}'`, work, THREW);

/** The data of a trial, and its examples that are attacked and analysed. */
export interface TrialData {
  readonly dataset: Dataset;
  readonly evaluation: Evaluation;
}

/** Opens the data of a trial and selects its examples; warns of budgets that do not suit them. */
export async function openData({ trial, datasets, signal, warn, progress }: Working): Promise<TrialData> {
  const { dataset: chosen, attacks, analyses, evaluate } = trial.settings;
  const load = loading(chosen);
  progress.tell({ phase: 'dataset', share: 0 }, chosen.definition.name);
  const dataset = await load(() => datasets.open(trial));
  for (const attack of attacks) oddBudgets(attack, dataset).forEach(warn);
  const wholeFor = analyses.find(({ definition }) => definition.needs.includes('data'))?.name;
  const evaluation = evaluationOf(dataset, evaluate, {
    load,
    ...(wholeFor === undefined ? {} : { wholeFor }),
    ...(signal ? { signal } : {}),
  });
  progress.finish('dataset');
  return { dataset, evaluation };
}

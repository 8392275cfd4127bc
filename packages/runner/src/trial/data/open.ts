import type { Dataset } from '@fragility/dataset';
import type { Working } from '../context.js';
import { naming } from '../naming.js';
import { oddBudgets } from './budget-units.js';
import { evaluationOf, type Evaluation } from './evaluation.js';

/** What data throws is bad input. */
const THREW = { code: 'dataset/threw', kind: 'input' } as const;

/** The data of a trial, and its examples that are attacked and analysed. */
export interface TrialData {
  readonly dataset: Dataset;
  readonly evaluation: Evaluation;
}

/** Opens the data of a trial and selects its examples; warns of budgets that do not suit them. */
export async function openData({ trial, datasets, signal, warn, progress }: Working): Promise<TrialData> {
  const { dataset: chosen, attacks, analyses, evaluate } = trial.settings;
  const part = `dataset '${chosen.definition.name}'`;
  progress.tell('dataset', 0, chosen.definition.name);
  const dataset = await naming(part, () => datasets.open(trial), THREW);
  for (const attack of attacks) oddBudgets(attack, dataset).forEach(warn);
  const wholeFor = analyses.find(({ definition }) => definition.needs.includes('data'))?.name;
  const evaluation = evaluationOf(dataset, evaluate, {
    load: (work) => naming(part, work, THREW),
    ...(wholeFor === undefined ? {} : { wholeFor }),
    ...(signal ? { signal } : {}),
  });
  progress.finish('dataset', 0);
  return { dataset, evaluation };
}

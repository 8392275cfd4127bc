import type { PartKeys } from '../plan/keys.js';
import type { Warn } from '../store/sealed/damage.js';
import { readModel, readWeights } from '../store/models.js';
import type { DoneTrial, TrialResult } from '../store/result.js';
import { savedAs, saveExamples, type Saving } from './examples.js';

/** Copies the weights of a model to the results. */
async function saveModel({ store, parts }: Saving, trial: DoneTrial, key: string, warn: Warn): Promise<void> {
  const model = await readModel(parts, key, warn);
  const weights = model && (await readWeights(parts, key, model, warn));
  if (weights) await store.write(`models/${savedAs(trial)}.onnx`, weights);
  else if (model?.weights === null) warn(`model '${trial.model}' keeps no weights: none are saved`);
}

/** Writes what the config asks for beside tables and report: points that were found, and weights. */
export async function saveParts(
  saving: Saving,
  keys: ReadonlyMap<string, PartKeys>,
  results: readonly TrialResult[],
  warn: Warn,
): Promise<void> {
  const { examples, models } = saving.plan.experiment.save;
  if (!examples && !models) return;
  for (const trial of results) {
    if (trial.status !== 'done') continue;
    const own = keys.get(trial.id)!;
    if (models) await saveModel(saving, trial, own.model, warn);
    if (!examples) continue;
    for (const [k, found] of trial.attacks.entries()) await saveExamples(saving, trial, found, own.attacks[k]!, warn);
  }
}

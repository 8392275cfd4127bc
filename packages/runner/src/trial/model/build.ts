import type { Dataset } from '@fragility/dataset';
import { buildModel, checked, restoreModel } from '@fragility/model';
import type { Checkpoint, Classifier, ModelContext } from '@fragility/model';
import { withMembers } from '@fragility/plugin';
import { foundOrMade } from '../../store/folders/made.js';
import { readModel, readWeights, weightsAt, writeModel, type StoredModel } from '../../store/models.js';
import type { Working } from '../context.js';
import { naming } from '../naming.js';
import { checkpointsOf } from './checkpoints.js';
import { buildAlong } from './trajectory.js';

/** The model of a trial, and its training once more. */
export interface TrialModel {
  readonly model: Classifier;
  /** Whether it is the same to the bit as the one whose results are kept. */
  readonly restored: boolean;
  /** Trains again, and shows the model on the way. */
  checkpoints(): AsyncIterable<Checkpoint>;
}

/** The model of a trial on its data: from its kept weights where there are any, else built, and kept. */
export async function buildTrialModel(working: Working, dataset: Dataset): Promise<TrialModel> {
  const { trial, plan, seeds, signal, progress, parts, keys } = working;
  const { chosen, model: name } = trial;
  const { engine, threads } = plan.experiment;
  const context: ModelContext = {
    dataset,
    seed: seeds.model,
    engine,
    folder: plan.folder,
    ...(threads === undefined ? {} : { threads }),
    ...(signal ? { signal } : {}),
  };
  const build = (more: Partial<ModelContext>): Promise<Classifier> =>
    buildModel(chosen.definition, chosen.params, { ...context, ...more });
  progress.tell({ phase: 'model', share: 0 }, name);
  const told: Partial<ModelContext> = {
    progress: (done, message) => progress.tell({ phase: 'model', share: done }, `${name}: ${message}`),
  };
  const known = (): Promise<Classifier | undefined> => restored(working, context);
  const make = async (): Promise<Classifier> => {
    if (keys.trajectory !== null && parts.claim)
      return naming(`model '${name}'`, () => buildAlong(working, { ...context, ...told }, known));
    const model = await naming(`model '${name}'`, () => build(told));
    await keep(working, model);
    return model;
  };
  const { value: model, found } = chosen.definition.weights
    ? await foundOrMade(parts, weightsAt(keys.trajectory ?? keys.model), known, make, signal)
    : { value: await make(), found: false };
  return {
    model: checked(model, `model '${name}'`),
    restored: found,
    checkpoints: () => checkpointsOf((checkpoint) => build({ checkpoint })),
  };
}

/** The model that an earlier trial has built, where its weights are kept. */
async function restored({ trial, keys, parts, warn }: Working, context: ModelContext): Promise<Classifier | undefined> {
  const { definition, params } = trial.chosen;
  if (!definition.weights) return undefined;
  const stored = await readModel(parts, keys.model, warn);
  const weights = stored && (await readWeights(parts, keys.model, stored, warn));
  if (!weights) return undefined;
  const model = await naming(`model '${trial.model}'`, () => restoreModel(definition, params, weights, context));
  return withMembers(model, { facts: stored.facts });
}

const keep = ({ trial, keys, parts }: Working, model: Classifier): Promise<StoredModel> =>
  writeModel(parts, keys.model, model.facts ?? {}, trial.chosen.definition.weights?.save(model) ?? null);

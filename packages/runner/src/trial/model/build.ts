import type { Dataset } from '@fragility/dataset';
import { buildModel, type Checkpoint, type Classifier, type ModelContext } from '@fragility/model';
import type { Working } from '../context.js';
import { naming } from '../naming.js';
import { checkpointsOf } from './checkpoints.js';

/** The model of a trial, and its training once more. */
export interface TrialModel {
  readonly model: Classifier;
  /** Trains again, and shows the model on the way. */
  checkpoints(): AsyncIterable<Checkpoint>;
}

/** Builds the model of a trial on its data. */
export async function buildTrialModel(
  { trial, plan, seeds, signal, progress }: Working,
  dataset: Dataset,
): Promise<TrialModel> {
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
  progress.tell('model', 0, name);
  const model = await naming(`model '${name}'`, () =>
    build({ progress: (done, message) => progress.tell('model', done, `${name}: ${message}`) }),
  );
  return { model, checkpoints: () => checkpointsOf((checkpoint) => build({ checkpoint })) };
}

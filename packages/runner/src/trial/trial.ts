import type { Trial } from '../plan/plan.js';
import { hasModel, readModel } from '../store/models.js';
import type { RanTrial } from '../store/result.js';
import { plus } from '../store/shards/spent.js';
import { readIndex, writeIndex, type TrialIndex } from '../store/trials.js';
import { analyseAll } from './analyses/all.js';
import { attackAll } from './attacks/all.js';
import type { TrialContext } from './context.js';
import { unreadable, without } from './data/evaluation.js';
import { engineOf } from './model/engines.js';
import { evaluate, type Clean } from './model/evaluate.js';
import { withTrial, type Opened } from './opened.js';

/**
 * Runs one trial: data, model, clean accuracy, attacks, analyses. What an earlier trial has found is taken over, and the model is not even built
 * where nothing new is asked of it. Whatever fails, the model is disposed of.
 */
export async function runTrial(trial: Trial, context: TrialContext): Promise<RanTrial> {
  const started = context.clock.now();
  return withTrial(trial, context, (opened) => stepsOf(opened, started));
}

/** The steps of a trial, each of which takes over what is known. */
async function stepsOf(opened: Opened, started: Date): Promise<RanTrial> {
  const { working, data, model, lines } = opened;
  const { plan, trial, parts, keys, warn } = working;
  if (plan.experiment.save.models && !(await hasModel(parts, keys.model, warn))) await model.get();
  const clean = await evaluate(working, model, data.evaluation, lines);
  const { held, handles } = await attackAll(working, model, data.evaluation, clean);
  const answered = { ...data, evaluation: without(data.evaluation, clean.unanswered) };
  await analyseAll(working, answered, model, handles);
  const { seconds } = await writeIndex(parts, keys.trial, await indexOf(opened, started, clean, held));
  return { status: 'done', id: trial.id, seconds, held };
}

async function indexOf(
  { working: { parts, keys, warn }, data: { dataset, evaluation }, model, meter }: Opened,
  started: Date,
  { ids, unanswered, accuracy, probabilities }: Clean,
  held: RanTrial['held'],
): Promise<TrialIndex> {
  const unread = unreadable(evaluation);
  const { facts = {} } = (await readModel(parts, keys.model, warn)) ?? (await model.get()).model;
  const before = await readIndex(parts, keys.trial, warn);
  return {
    started: before?.started ?? started.toISOString(),
    ...plus(await meter.total(), before ?? { seconds: 0, phases: {} }),
    engine: engineOf({ facts }),
    facts,
    shape: dataset.shape,
    ids,
    ...(Object.values(held).some((records) => records.length > 0) ? { held } : {}),
    ...(unread.length > 0 ? { unreadable: unread } : {}),
    ...(unanswered.length > 0 ? { unanswered } : {}),
    cleanAccuracy: accuracy,
    ...(probabilities ? { probabilities: true as const } : {}),
  };
}

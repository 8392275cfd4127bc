import { secondsSince } from '../execute/clock.js';
import type { Trial } from '../plan/plan.js';
import { hasModel, readModel } from '../store/models.js';
import type { RanTrial } from '../store/result.js';
import { writeIndex, type TrialIndex } from '../store/trials.js';
import { analyseAll } from './analyses/all.js';
import { attackAll } from './attacks/all.js';
import type { TrialContext, Working } from './context.js';
import type { TrialData } from './data/open.js';
import { unreadable, without } from './data/evaluation.js';
import { engineOf } from './model/engines.js';
import { evaluate, type Clean } from './model/evaluate.js';
import type { LazyModel } from './model/lazy.js';
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
async function stepsOf({ working, data, model, lines }: Opened, started: Date): Promise<RanTrial> {
  const { plan, trial, parts, keys, warn } = working;
  if (plan.experiment.save.models && !(await hasModel(parts, keys.model, warn))) await model.get();
  const clean = await evaluate(working, model, data.evaluation, lines);
  const { held, handles } = await attackAll(working, model, data.evaluation, clean);
  const answered = { ...data, evaluation: without(data.evaluation, clean.unanswered) };
  await analyseAll(working, answered, model, handles);
  const { seconds } = await writeIndex(parts, keys.trial, await indexOf(working, started, data, clean, model, held));
  return { status: 'done', id: trial.id, seconds, held };
}

async function indexOf(
  { clock, progress, parts, keys, warn }: Working,
  started: Date,
  { dataset, evaluation }: TrialData,
  { ids, unanswered, accuracy, probabilities }: Clean,
  model: LazyModel,
  held: RanTrial['held'],
): Promise<TrialIndex> {
  const unread = unreadable(evaluation);
  const { facts = {} } = (await readModel(parts, keys.model, warn)) ?? (await model.get()).model;
  return {
    started: started.toISOString(),
    seconds: secondsSince(started, clock),
    phases: progress.seconds,
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

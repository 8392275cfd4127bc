import type { Classifier } from '@fragility/model';
import { secondsSince } from '../execute/clock.js';
import type { Trial } from '../plan/plan.js';
import type { DoneTrial } from '../store/result.js';
import { analyseAll, type Analysed } from './analyses/all.js';
import { checkNeeds } from './analyses/analyses.js';
import { attackAll, type AllAttacked } from './attacks/all.js';
import type { TrialContext, Working } from './context.js';
import { without, type Evaluation } from './data/evaluation.js';
import { openData } from './data/open.js';
import { cleanAccuracy, type CleanAnswers, type Unanswered } from './model/accuracy.js';
import { buildTrialModel } from './model/build.js';
import { engineOf } from './model/engines.js';
import { naming } from './naming.js';
import { trialProgress } from './progress.js';
import { seedsOfTrial } from './seeds.js';

/** Steps of a trial beside its attacks and analyses: the model and its clean accuracy. */
const OWN_STEPS = 2;

/** Runs one trial: data, model, clean accuracy, attacks, analyses. Whatever fails, the model is disposed of. */
export async function runTrial(trial: Trial, context: TrialContext): Promise<DoneTrial> {
  const { attacks, analyses } = trial.settings;
  const steps = OWN_STEPS + attacks.length + analyses.length;
  const progress = trialProgress(steps, context.clock, context.signal, context.progress);
  const working: Working = { ...context, trial, progress, seeds: seedsOfTrial(trial.seed) };
  const started = context.clock.now();

  const data = await openData(working);
  const built = await buildTrialModel(working, data.dataset);
  try {
    progress.finish('model');
    for (const analysis of analyses) checkNeeds(analysis, trial.model, built.model);
    const { clean, unanswered } = await evaluate(working, built.model, data.evaluation);
    const attacked = await attackAll(working, built.model, data.evaluation, clean);
    const analysed = await analyseAll(
      working,
      { ...data, evaluation: without(data.evaluation, unanswered) },
      built,
      attacked.handles,
    );
    return resultOf(working, started, built.model, data.evaluation, { clean, unanswered }, attacked, analysed);
  } finally {
    await built.model.dispose?.();
  }
}

/** Accuracy of the model before any attack. */
async function evaluate(
  { trial, signal, progress, warn }: Working,
  model: Classifier,
  examples: Evaluation,
): Promise<CleanAnswers> {
  progress.tell('evaluation', 0, 'clean accuracy');
  const found = await naming(`model '${trial.model}'`, () =>
    cleanAccuracy(trial.model, model, examples.chunks(), signal),
  );
  for (const { error } of found.unanswered) warn(`${error.message}; the example is not measured`);
  progress.finish('evaluation');
  return found;
}

const shown = ({ id, error: { message, code } }: Unanswered): NonNullable<DoneTrial['unanswered']>[number] => ({
  id,
  code,
  reason: message,
});

function resultOf(
  { trial, runtime, clock, progress }: Working,
  started: Date,
  model: Classifier,
  evaluation: Evaluation,
  { clean, unanswered }: CleanAnswers,
  { records }: AllAttacked,
  analyses: readonly Analysed[],
): DoneTrial {
  const unreadable = evaluation.unreadable().map(({ id }) => id);
  return {
    status: 'done',
    id: trial.id,
    model: trial.model,
    seed: trial.seed,
    swept: trial.swept,
    runtime,
    engine: engineOf(model),
    started: started.toISOString(),
    seconds: secondsSince(started, clock),
    phases: progress.seconds,
    facts: model.facts ?? {},
    examples: clean.examples,
    ...(unreadable.length > 0 ? { unreadable } : {}),
    ...(unanswered.length > 0 ? { unanswered: unanswered.map(shown) } : {}),
    cleanAccuracy: clean.accuracy,
    ...(clean.probabilities ? { probabilities: true as const } : {}),
    attacks: records,
    analyses,
  };
}

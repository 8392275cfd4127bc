import type { Trial } from '../plan/plan.js';
import { openLines, type ExampleLines } from '../store/lines.js';
import type { TrialContext, Working } from './context.js';
import { openData, type TrialData } from './data/open.js';
import { isCleanExample, type CleanExample } from './model/clean.js';
import { isChanged, lazyModel, type LazyModel } from './model/lazy.js';
import { meterOf, type Meter } from './meter.js';
import { trialProgress } from './progress.js';
import { seedsOfTrial } from './seeds.js';

/** A trial whose data is open. */
export interface Opened {
  readonly working: Working;
  readonly data: TrialData;
  readonly model: LazyModel;
  readonly lines: ExampleLines<CleanExample>;
  readonly meter: Meter;
}

/** Does some work of a trial, once more where its model came out otherwise than before. Whatever fails, the model is disposed of. */
export async function withTrial<T>(
  trial: Trial,
  context: TrialContext,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const { parts, keys, writer, warn } = context;
  const progress = trialProgress(context.clock, context.signal, (...told) => {
    meter.tick();
    context.progress(...told);
  });
  const meter = meterOf(context, keys.trial, progress);
  const working: Working = { ...context, trial, progress, seeds: seedsOfTrial(trial.seed) };
  const data = await openData(working);
  const at = { folder: `evaluations/${keys.evaluation}`, writer };
  let lines = await openLines(parts, at, isCleanExample, warn);
  const model = lazyModel(working, data, () => lines.known);
  try {
    return await work({ working, data, model, lines, meter });
  } catch (error) {
    if (!isChanged(error)) throw error;
    lines.close();
    lines = await openLines(parts, at, isCleanExample, warn);
    return await work({ working, data, model, lines, meter });
  } finally {
    lines.close();
    meter.close();
    await model.dispose();
  }
}

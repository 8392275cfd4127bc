import { hasModel } from '../store/models.js';
import { isSlice, type Slice } from '../plan/slice.js';
import type { Trial } from '../plan/plan.js';
import { attackAll } from './attacks/all.js';
import type { TrialContext } from './context.js';
import { partOf } from './data/part.js';
import { ask } from './model/evaluate.js';
import { withTrial } from './opened.js';

/** Does a piece of a trial and keeps what it finds: builds the model, or attacks some of the examples. */
export const runPiece = (trial: Trial, does: 'model' | Slice, context: TrialContext): Promise<void> =>
  withTrial(trial, context, async ({ working, data, model, lines }) => {
    if (!isSlice(does)) {
      if (!(await hasModel(working.parts, working.keys.model, working.warn))) await model.get();
      return;
    }
    const evaluation = partOf(data, trial.settings, does, working.signal);
    const ids = await ask(working, model, evaluation, lines, []);
    working.progress.finish('evaluation');
    await attackAll(working, model, evaluation, { ids });
  });

import { examplesAt, type Examples } from '@fragility/dataset';
import { FragilityError, isFragilityError } from '@fragility/plugin';
import { forgetResults } from '../../store/forget.js';
import { checkNeeds } from '../analyses/needs.js';
import type { Working } from '../context.js';
import type { TrialData } from '../data/open.js';
import { naming } from '../naming.js';
import { buildTrialModel, type TrialModel } from './build.js';
import { predictClean, isPrediction, type CleanPrediction, type CleanExample } from './clean.js';

/** The model of a trial, which is not built where nothing new is asked of it. */
export interface LazyModel {
  /** The model, built by the first that asks for it. @throws FragilityError see {@link isChanged}. */
  get(): Promise<TrialModel>;
  dispose(): Promise<void>;
}

/** Examples that a model trained anew is compared on with the one before. */
const FEW = 8;
/** Differences of margins, as a share of the largest, that other numbers of threads may make. */
const ROUNDING = 1e-4;

/** The first of some examples that have logits, and the margins of these. */
function someKnown(
  examples: Examples,
  known: ReadonlyMap<string, CleanExample>,
): { readonly some: Examples; readonly margins: readonly number[] } {
  const answers = examples.ids.flatMap((id, i): [number, CleanPrediction][] => {
    const found = known.get(id);
    return found && isPrediction(found) ? [[i, found]] : [];
  });
  const first = answers.slice(0, FEW);
  const indices = first.map(([i]) => i);
  return { some: examplesAt(examples, indices), margins: first.map(([, { margin }]) => margin) };
}

/** Whether a model that was built again says of clean examples what it said before. */
async function isSame(
  name: string,
  { model }: TrialModel,
  { evaluation }: TrialData,
  known: ReadonlyMap<string, CleanExample>,
): Promise<boolean> {
  if (known.size === 0) return true;
  for await (const examples of evaluation.chunks()) {
    const { some, margins } = someKnown(examples, known);
    if (margins.length === 0) continue;
    const largest = Math.max(...margins.map(Math.abs));
    return (await predictClean(name, model, some)).every(
      (answer, i) => 'margin' in answer && Math.abs(answer.margin - margins[i]!) <= ROUNDING * largest,
    );
  }
  return true;
}

const CHANGED = 'runner/changed';

/** Whether a model came out otherwise than before when it was built: what was known of it is forgotten, and its trial is to begin anew. */
export const isChanged = (error: unknown): boolean => isFragilityError(error) && error.code === CHANGED;

const changed = (name: string): FragilityError =>
  new FragilityError(
    { given: `model '${name}' was built anew and came out otherwise`, remedy: 'let it train alike from one seed' },
    { where: 'runner/trial', code: CHANGED, kind: 'failure' },
  );

/**
 * The model of a trial once it is needed.
 *
 * @param known what is known of its results on clean examples
 */
export function lazyModel(
  working: Working,
  data: TrialData,
  known: () => ReadonlyMap<string, CleanExample>,
): LazyModel {
  const { trial, keys, parts, warn, progress } = working;
  let built: Promise<TrialModel> | undefined;
  let isOther = false;
  async function build(): Promise<TrialModel> {
    const found = await buildTrialModel(working, data.dataset);
    try {
      for (const analysis of trial.settings.analyses) checkNeeds(analysis, trial.model, found.model);
      const name = trial.model;
      isOther = !found.restored && !(await naming(`model '${name}'`, () => isSame(name, found, data, known())));
      if (isOther) {
        warn(`model '${name}' was built anew and came out otherwise: what was known of it is found anew`);
        await forgetResults(parts, keys);
      }
    } catch (error) {
      await found.model.dispose?.();
      throw error;
    }
    progress.finish('model');
    return found;
  }
  return {
    get: async () => {
      if (built) return built;
      built = progress.interrupted(build);
      const found = await built;
      if (isOther) throw changed(trial.model);
      return found;
    },
    dispose: async () => {
      const found = await built?.catch(() => undefined);
      await found?.model.dispose?.();
    },
  };
}

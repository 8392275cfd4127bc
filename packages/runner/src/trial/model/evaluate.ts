import { isFragilityError, type FragilityError } from '@fragility/plugin';
import type { ExampleLines } from '../../store/lines.js';
import { readValue, writeValue } from '../../store/sealed/values.js';
import type { Working } from '../context.js';
import type { Evaluation } from '../data/evaluation.js';
import { unknownOf } from '../data/unknown.js';
import { naming } from '../naming.js';
import { predictClean, isPrediction, type CleanPrediction, type CleanExample } from './clean.js';
import type { LazyModel } from './lazy.js';
import { lookLikeShares, remainShares } from './shares.js';

/** What a model says of the evaluated examples before any attack. */
export interface Clean {
  /** Ids of the examples, in order, those without logits among them. */
  readonly ids: readonly string[];
  /** Examples that the model has no logits for: they count for nothing else. */
  readonly unanswered: readonly { readonly id: string; readonly code: string; readonly reason: string }[];
  /** Share of the others that is classified correctly. */
  readonly accuracy: number;
  /** Whether what the model returns looks like probabilities: every number in [0, 1], or rows that sum to 1, and all in [0, 1] far from the data. */
  readonly probabilities: boolean;
}

/** What a model has no logits for is asked again by the next run. */
function note(lines: ExampleLines<CleanExample>, id: string, answer: CleanPrediction | FragilityError): void {
  if (isFragilityError(answer)) lines.hold(id, { code: answer.code, reason: answer.message });
  else lines.keep(id, answer);
}

/** Asks the model about those of the clean examples that it was never asked about, and returns the ids of all. */
export async function ask(
  { trial: { model: name }, signal }: Working,
  model: LazyModel,
  { chunks }: Pick<Evaluation, 'chunks'>,
  lines: ExampleLines<CleanExample>,
  errors: FragilityError[],
): Promise<string[]> {
  const ids: string[] = [];
  for await (const examples of chunks()) {
    signal?.throwIfAborted();
    for (const id of examples.ids) ids.push(id);
    const fresh = unknownOf(examples, lines.known);
    if (fresh.ids.length === 0) continue;
    const { model: built } = await model.get();
    const answers = await naming(`model '${name}'`, () => predictClean(name, built, fresh));
    errors.push(...answers.filter(isFragilityError));
    answers.forEach((answer, i) => note(lines, fresh.ids[i]!, answer));
  }
  return ids;
}

/** Whether results that look like probabilities on the data do so everywhere; kept, so that nobody asks again. */
async function areProbabilities({ parts, keys, warn }: Working, model: LazyModel, data: Evaluation): Promise<boolean> {
  const path = `evaluations/${keys.evaluation}.json`;
  const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
  const known = await readValue(parts, path, isFlag, warn);
  if (known !== undefined) return known;
  for await (const { inputs } of data.chunks())
    return writeValue(parts, path, await remainShares((await model.get()).model, inputs));
  return false;
}

/**
 * What the model says of the clean examples; it is asked about those that it was never asked about.
 *
 * @throws FragilityError `model/nan`, `model/threw` where it has logits for none.
 */
export async function evaluate(
  working: Working,
  model: LazyModel,
  evaluation: Evaluation,
  lines: ExampleLines<CleanExample>,
): Promise<Clean> {
  const { trial, progress, warn } = working;
  const errors: FragilityError[] = [];
  progress.tell({ phase: 'evaluation', share: 0 }, 'clean accuracy');
  const ids = await ask(working, model, evaluation, lines, errors);
  const answered = ids.map((id) => lines.known.get(id)!).filter(isPrediction);
  if (answered.length === 0 && errors[0]) throw errors[0];
  const unanswered = ids.flatMap((id) => {
    const found = lines.known.get(id)!;
    return isPrediction(found) ? [] : [{ id, ...found }];
  });
  for (const { reason } of unanswered) warn(`${reason}; the example is not measured`);
  const correct = answered.filter(({ label, class: chosen }) => label === chosen).length;
  const probabilities =
    lookLikeShares(answered) &&
    (await naming(`model '${trial.model}'`, () => areProbabilities(working, model, evaluation)));
  progress.finish('evaluation');
  return { ids, unanswered, accuracy: correct / answered.length, probabilities };
}

import type { Examples } from '@fragility/dataset';
import { confinedLogits, problemOf, type Classifier } from '@fragility/model';
import { margin, predictedClass, rows, take, type Row } from '@fragility/numerics';
import { describeThrown, FragilityError, isFragilityError, type ErrorMessage } from '@fragility/plugin';

/** Inputs evaluated in one call. */
const CHUNK = 256;

/** How far a sum of probabilities may be from 1. */
const ROUNDING = 1e-3;

/** What a model says of one example before any attack. */
export interface CleanPrediction {
  readonly label: number;
  readonly class: number;
  readonly margin: number;
  /** Whether every logit is in [0, 1]. */
  readonly inRange: boolean;
  /** Whether the logits sum to 1. */
  readonly sumsToOne: boolean;
}

/** Why a model has no logits for an example. */
export interface CleanFailure {
  readonly code: string;
  readonly reason: string;
}

export type CleanExample = CleanPrediction | CleanFailure;

export const isPrediction = (example: CleanExample): example is CleanPrediction => 'margin' in example;

/** Whether a stored value is what a model said of an example. */
export const isCleanExample = (value: unknown): value is CleanExample => {
  const found = (value ?? {}) as Partial<CleanPrediction>;
  const has = (type: string, ...values: readonly unknown[]): boolean => values.every((one) => typeof one === type);
  return has('number', found.label, found.class, found.margin) && has('boolean', found.inRange, found.sumsToOne);
};

/** What is wrong with the model's logits of one example, if anything is. */
function wrongWith(name: string, id: string, logits: Row, thrown: Error | undefined): FragilityError | undefined {
  const failure = (message: ErrorMessage, code: string, cause?: unknown): FragilityError =>
    isFragilityError(cause)
      ? cause
      : new FragilityError(message, { where: 'runner/evaluate', code, kind: 'failure', cause });
  if (thrown !== undefined) {
    const { message, ...place } = describeThrown(thrown);
    const given = `model '${name}' threw for the clean input ${id}: ${message}`;
    return failure({ given, remedy: 'look at the example, or correct the model', ...place }, 'model/threw', thrown);
  }
  const wrong = logits.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return undefined;
  return failure(
    {
      given: `model '${name}' returned ${logits[wrong]} for class ${wrong} on the clean input ${id}`,
      expected: 'a finite number',
      remedy: 'train it with a smaller learning rate or check its weights',
    },
    'model/nan',
  );
}

const predictionOf = (label: number, logits: Row): CleanPrediction => ({
  label,
  class: predictedClass(logits),
  margin: margin(logits, { label }),
  inRange: logits.every((value) => value >= 0 && value <= 1),
  sumsToOne: Math.abs(logits.reduce((sum, value) => sum + value, 0) - 1) < ROUNDING,
});

/** What a model says of an example, or why it says nothing. */
export type CleanResult = CleanPrediction | FragilityError;

/**
 * What a model says of examples before any attack, in their order.
 *
 * @returns an error for each example that the model has no logits for: `model/nan`, `model/threw`, or the model's own
 * @throws FragilityError `model/shape`.
 */
export async function predictClean(
  name: string,
  model: Classifier,
  { inputs, labels, ids }: Pick<Examples, 'inputs' | 'labels' | 'ids'>,
): Promise<CleanResult[]> {
  const found: CleanResult[] = [];
  for (let start = 0; start < labels.length; start += CHUNK) {
    const indices = Array.from({ length: Math.min(CHUNK, labels.length - start) }, (_, i) => start + i);
    const some = indices.length === labels.length ? inputs : take(inputs, indices);
    const answers = await confinedLogits(model, some);
    rows(answers).forEach((logits, i) => {
      const wrong = wrongWith(name, ids[start + i]!, logits, problemOf(answers, i));
      found.push(wrong ?? predictionOf(labels[start + i]!, logits));
    });
  }
  return found;
}

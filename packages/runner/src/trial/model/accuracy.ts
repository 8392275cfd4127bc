import type { Examples } from '@fragility/dataset';
import { confinedLogits, problemOf, type Classifier, type Confined } from '@fragility/model';
import { margin, predictedClass, rows, take, type Batch, type Row } from '@fragility/numerics';
import { describeThrown, FragilityError, isFragilityError, type ErrorMessage } from '@fragility/plugin';
import { remainShares } from './shares.js';

/** Inputs answered in one call. */
const CHUNK = 256;

/** How far a sum of probabilities may be from 1. */
const ROUNDING = 1e-3;

/** Logits of some inputs, their shape checked; NaN where the model throws for one of them. @throws FragilityError `model/shape`. */
async function logitsOf(name: string, model: Classifier, inputs: Batch): Promise<Confined> {
  const answer = await confinedLogits(model, inputs);
  const expected = [inputs.shape[0]!, model.classes];
  if (answer.shape.join() !== expected.join() || answer.data.length !== expected[0]! * expected[1]!) {
    throw new FragilityError(
      {
        given: `model '${name}' answers logits [${answer.shape.join(', ')}] of ${answer.data.length} values`,
        expected: `[${expected.join(', ')}]`,
        remedy: 'correct the model',
      },
      { where: 'runner/evaluate', code: 'model/shape', kind: 'input' },
    );
  }
  return answer;
}

/** What a model answers to the examples before any attack. */
export interface Clean {
  /** How many it has an answer to. */
  readonly examples: number;
  /** Share that is classified correctly. */
  readonly accuracy: number;
  /** Mean margin. */
  readonly margin: number;
  /** Whether what the model answers looks like probabilities: every number in [0, 1], or rows that sum to 1, and all in [0, 1] far from the data. */
  readonly probabilities: boolean;
}

/** An example that the model has no answer to, and why. */
export interface Unanswered {
  readonly id: string;
  readonly error: FragilityError;
}

export interface CleanAnswers {
  readonly clean: Clean;
  readonly unanswered: readonly Unanswered[];
}

interface Sums {
  readonly correct: number;
  readonly margins: number;
  readonly inRange: boolean;
  readonly shares: boolean;
  readonly unanswered: readonly Unanswered[];
}

/** What is wrong with the model's answer to one example, if anything is. */
function wrongWith(name: string, id: string, logits: Row, thrown: unknown): FragilityError | undefined {
  const failure = (message: ErrorMessage, code: string, cause?: unknown): FragilityError =>
    isFragilityError(cause)
      ? cause
      : new FragilityError(message, { where: 'runner/evaluate', code, kind: 'failure', cause });
  if (thrown !== undefined) {
    const given = `model '${name}' threw for the clean input ${id}: ${describeThrown(thrown).message}`;
    return failure({ given, remedy: 'look at the example, or correct the model' }, 'model/threw', thrown);
  }
  const wrong = logits.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return undefined;
  return failure(
    {
      given: `model '${name}' answers ${logits[wrong]} for class ${wrong} on the clean input ${id}`,
      expected: 'a finite number',
      remedy: 'train it with a smaller learning rate or check its weights',
    },
    'model/nan',
  );
}

/** How many inputs are classified correctly, and the sum of their margins; those without an answer are told apart. @throws FragilityError `model/shape`. */
async function sumsOf(name: string, model: Classifier, { inputs, labels, ids }: Examples): Promise<Sums> {
  let [inRange, shares] = [true, true];
  let correct = 0;
  let margins = 0;
  const unanswered: Unanswered[] = [];
  for (let start = 0; start < labels.length; start += CHUNK) {
    const indices = Array.from({ length: Math.min(CHUNK, labels.length - start) }, (_, i) => start + i);
    const some = indices.length === labels.length ? inputs : take(inputs, indices);
    const answers = await logitsOf(name, model, some);
    rows(answers).forEach((logits, i) => {
      const id = ids[start + i]!;
      const error = wrongWith(name, id, logits, problemOf(answers, i));
      if (error) return void unanswered.push({ id, error });
      const label = labels[start + i]!;
      if (predictedClass(logits) === label) correct++;
      margins += margin(logits, { label });
      inRange &&= logits.every((value) => value >= 0 && value <= 1);
      shares &&= Math.abs(logits.reduce((sum, value) => sum + value, 0) - 1) < ROUNDING;
    });
  }
  return { correct, margins, inRange, shares, unanswered };
}

/**
 * What a model answers to the examples before any attack, and those that it has no answer to: they count for nothing else.
 *
 * @throws FragilityError `model/nan` or `model/threw` naming the model where it has an answer to none; `model/shape`.
 */
export async function cleanAccuracy(
  name: string,
  model: Classifier,
  chunks: AsyncIterable<Examples>,
  signal?: AbortSignal,
): Promise<CleanAnswers> {
  let [examples, correct, margins] = [0, 0, 0];
  let [inRange, shares] = [true, true];
  let first: Batch | undefined;
  const unanswered: Unanswered[] = [];
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    first ??= chunk.inputs;
    const sums = await sumsOf(name, model, chunk);
    unanswered.push(...sums.unanswered);
    correct += sums.correct;
    margins += sums.margins;
    inRange &&= sums.inRange;
    shares &&= sums.shares;
    examples += chunk.labels.length - sums.unanswered.length;
  }
  if (examples === 0 && unanswered[0]) throw unanswered[0].error;
  const clean = {
    examples,
    accuracy: correct / examples,
    margin: margins / examples,
    probabilities: first !== undefined && (inRange || shares) && (await remainShares(model, first)),
  };
  return { clean, unanswered };
}

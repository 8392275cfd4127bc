import type { Examples } from '@fragility/dataset';
import type { Classifier } from '@fragility/model';
import { margin, predictedClass, rows, take, type Batch } from '@fragility/numerics';
import { FragilityError } from '@fragility/plugin';
import { remainShares } from './shares.js';

/** Inputs answered in one call. */
const CHUNK = 256;

/** How far a sum of probabilities may be from 1. */
const ROUNDING = 1e-3;

/** Logits of some inputs, their shape checked. @throws FragilityError `model/shape`. */
async function logitsOf(name: string, model: Classifier, inputs: Batch): Promise<Batch> {
  const answer = await model.logits(inputs);
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
  readonly examples: number;
  /** Share that is classified correctly. */
  readonly accuracy: number;
  /** Mean margin. */
  readonly margin: number;
  /** Whether what the model answers looks like probabilities: every number in [0, 1], or rows that sum to 1, and all in [0, 1] far from the data. */
  readonly probabilities: boolean;
}

/** How many inputs are classified correctly, and the sum of their margins. @throws FragilityError `model/nan`, `model/shape`. */
async function sumsOf(
  name: string,
  model: Classifier,
  { inputs, labels, ids }: Examples,
): Promise<{ correct: number; margins: number; inRange: boolean; shares: boolean }> {
  let [inRange, shares] = [true, true];
  let correct = 0;
  let margins = 0;
  for (let start = 0; start < labels.length; start += CHUNK) {
    const indices = Array.from({ length: Math.min(CHUNK, labels.length - start) }, (_, i) => start + i);
    const some = indices.length === labels.length ? inputs : take(inputs, indices);
    rows(await logitsOf(name, model, some)).forEach((logits, i) => {
      const wrong = logits.findIndex((value) => !Number.isFinite(value));
      if (wrong >= 0) {
        throw new FragilityError(
          {
            given: `model '${name}' answers ${logits[wrong]} for class ${wrong} on the clean input ${ids[start + i]}`,
            expected: 'a finite number',
            remedy: 'train it with a smaller learning rate or check its weights',
          },
          { where: 'runner/evaluate', code: 'model/nan', kind: 'failure' },
        );
      }
      const label = labels[start + i]!;
      if (predictedClass(logits) === label) correct++;
      margins += margin(logits, { label });
      inRange &&= logits.every((value) => value >= 0 && value <= 1);
      shares &&= Math.abs(logits.reduce((sum, value) => sum + value, 0) - 1) < ROUNDING;
    });
  }
  return { correct, margins, inRange, shares };
}

/**
 * What a model answers to the examples before any attack.
 *
 * @throws FragilityError `model/nan` naming the model when a logit is not finite, `model/shape`.
 */
export async function cleanAccuracy(
  name: string,
  model: Classifier,
  chunks: AsyncIterable<Examples>,
  signal?: AbortSignal,
): Promise<Clean> {
  let [examples, correct, margins] = [0, 0, 0];
  let [inRange, shares] = [true, true];
  let first: Batch | undefined;
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    first ??= chunk.inputs;
    const sums = await sumsOf(name, model, chunk);
    correct += sums.correct;
    margins += sums.margins;
    inRange &&= sums.inRange;
    shares &&= sums.shares;
    examples += chunk.labels.length;
  }
  return {
    examples,
    accuracy: correct / examples,
    margin: margins / examples,
    probabilities: first !== undefined && (inRange || shares) && (await remainShares(model, first)),
  };
}

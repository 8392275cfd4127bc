import { evaluationSplit, matrix, type Dataset, type Examples } from '@fragility/dataset';
import type { Classifier } from '@fragility/model';
import { FragilityError, predictedClass, rows, take, type Batch } from '@fragility/numerics';
import type { Experiment } from '../config/schema.js';

const CHUNK = 256;

/** The examples that are attacked and analysed. @throws FragilityError `dataset/empty`. */
export async function evaluated(
  dataset: Dataset,
  { split = evaluationSplit(dataset), limit }: Experiment['evaluate'],
  signal?: AbortSignal,
): Promise<Examples> {
  if (dataset.size[split] === 0) {
    throw new FragilityError(
      `split '${split}' has no examples, expected at least one to evaluate; set evaluate.split to the other or raise the dataset's limits`,
      {
        where: 'runner/evaluate',
        code: 'dataset/empty',
      },
    );
  }
  return matrix(dataset, { split, ...(limit === undefined ? {} : { limit }) }, signal);
}

/** Logits of some inputs, their shape checked. @throws FragilityError `model/shape`. */
async function logitsOf(name: string, model: Classifier, inputs: Batch): Promise<Batch> {
  const answer = await model.logits(inputs);
  const expected = [inputs.shape[0]!, model.classes];
  if (answer.shape.join() !== expected.join() || answer.data.length !== expected[0]! * expected[1]!) {
    throw new FragilityError(
      `model '${name}' answers logits [${answer.shape.join(', ')}] of ${answer.data.length} values, expected [${expected.join(', ')}]; correct the model`,
      { where: 'runner/evaluate', code: 'model/shape' },
    );
  }
  return answer;
}

/**
 * Share of clean inputs that are classified correctly.
 *
 * @throws FragilityError `model/nan` naming the model when a logit is not finite, `model/shape`.
 */
export async function cleanAccuracy(
  name: string,
  model: Classifier,
  { inputs, labels, ids }: Examples,
  signal?: AbortSignal,
): Promise<number> {
  let correct = 0;
  for (let start = 0; start < labels.length; start += CHUNK) {
    signal?.throwIfAborted();
    const indices = Array.from({ length: Math.min(CHUNK, labels.length - start) }, (_, i) => start + i);
    rows(await logitsOf(name, model, take(inputs, indices))).forEach((logits, i) => {
      const wrong = logits.findIndex((value) => !Number.isFinite(value));
      if (wrong >= 0) {
        throw new FragilityError(
          `model '${name}' answers ${logits[wrong]} for class ${wrong} on the clean input ${ids[start + i]}, expected a finite number; train it with a smaller learning rate or check its weights`,
          { where: 'runner/evaluate', code: 'model/nan' },
        );
      }
      if (predictedClass(logits) === labels[start + i]) correct++;
    });
  }
  return correct / labels.length;
}

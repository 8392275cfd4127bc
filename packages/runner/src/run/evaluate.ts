import { matrix, type Dataset, type Examples } from '@fragility/dataset';
import type { Classifier } from '@fragility/model';
import { FragilityError, predictedClass, rows, take } from '@fragility/numerics';
import type { Experiment } from '../config/schema.js';

const CHUNK = 256;

/** The examples that are attacked and analysed. @throws FragilityError `dataset/empty`. */
export async function evaluated(
  dataset: Dataset,
  { split, limit }: Experiment['evaluate'],
  signal?: AbortSignal,
): Promise<Examples> {
  const selection = { ...(split === undefined ? {} : { split }), ...(limit === undefined ? {} : { limit }) };
  const examples =
    split !== undefined && dataset.size[split] === 0 ? undefined : await matrix(dataset, selection, signal);
  if (!examples || examples.labels.length === 0) {
    throw new FragilityError(
      `there are no examples to evaluate in split '${split}'; choose the other split or raise the dataset's limits`,
      {
        where: 'runner/evaluate',
        code: 'dataset/empty',
      },
    );
  }
  return examples;
}

/**
 * Share of clean inputs that are classified correctly.
 *
 * @throws FragilityError `model/nan` naming the model when a logit is not finite.
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
    rows(await model.logits(take(inputs, indices))).forEach((logits, i) => {
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

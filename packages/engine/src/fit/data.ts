import type { DenseClassifier, ModelContext } from '@fragility/model';
import { FragilityError, predictedClass, row } from '@fragility/numerics';

type Data = ModelContext['dataset'];
type Examples = Awaited<ReturnType<Data['load']>>;

const range = (start: number, end: number): Int32Array => Int32Array.from({ length: end - start }, (_, i) => start + i);

/**
 * All examples of the training split.
 *
 * @throws FragilityError `engine/empty` when there are none.
 * @example (await trainingExamples(context, 'model/mine')).labels.length; // 4
 */
export async function trainingExamples({ dataset, signal }: ModelContext, where: string): Promise<Examples> {
  if (dataset.size.train === 0) {
    throw new FragilityError(
      {
        given: 'the dataset has no training examples',
        expected: 'at least one',
        remedy: 'read the weights from a file instead',
      },
      {
        where,
        code: 'engine/empty',
        kind: 'input',
      },
    );
  }
  return dataset.load('train', range(0, dataset.size.train), signal);
}

/**
 * Share of a split that the model classifies correctly, examples that cannot be read left out.
 *
 * @example await accuracy(model, context, 'train'); // 1
 */
export async function accuracy(
  model: Pick<DenseClassifier, 'logits'>,
  { dataset, signal }: ModelContext,
  split: 'train' | 'test',
): Promise<number> {
  const n = dataset.size[split];
  let [correct, seen] = [0, 0];
  for (let start = 0; start < n; start += 1000) {
    const { inputs, labels } = await dataset.load(split, range(start, Math.min(n, start + 1000)), signal);
    if (labels.length === 0) continue;
    seen += labels.length;
    const logits = await model.logits(inputs);
    labels.forEach((label, i) => {
      if (predictedClass(row(logits, i)) === label) correct++;
    });
  }
  return correct / seen;
}

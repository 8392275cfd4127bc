import { predictedClass, row } from '@fragility/numerics';
import type { Classifier } from './classifier.js';
import type { ModelContext } from './definition.js';

const range = (start: number, end: number): Int32Array => Int32Array.from({ length: end - start }, (_, i) => start + i);

/**
 * Share of a split that the model classifies correctly, examples that cannot be read left out.
 *
 * @example await accuracy(model, context, 'train'); // 1
 */
export async function accuracy(
  model: Pick<Classifier, 'logits'>,
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

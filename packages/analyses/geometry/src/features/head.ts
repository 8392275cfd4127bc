import type { Examples } from '@fragility/dataset';
import type { FeatureClassifier, Head } from '@fragility/model';
import { count, dot, row, take, width, type Row } from '@fragility/numerics';
import { chunkOf, type WalkOptions } from '../shared/linearised.js';

/** What the last layer of a network takes of an example, and makes of it. */
export interface Seen {
  readonly label: number;
  /** h(x), [m]. */
  readonly features: Row;
  /** W h(x) + b, [K]. */
  readonly logits: Row;
}

/** The rows w_k of the weights, [m] each. */
export const weightsOf = ({ weight, bias, width: m }: Head): Row[] =>
  Array.from(bias, (_, k) => weight.subarray(k * m, (k + 1) * m));

/** The features of all examples, chunk by chunk. */
export async function* seen(
  { head }: FeatureClassifier,
  { inputs, labels }: Pick<Examples, 'inputs' | 'labels'>,
  { signal, progress }: WalkOptions = {},
): AsyncGenerator<Seen> {
  const n = count(inputs);
  const size = chunkOf(Math.max(width(inputs), head.width));
  const weights = weightsOf(head);
  for (let start = 0; start < n; start += size) {
    signal?.throwIfAborted();
    progress?.(start / n);
    const at = Array.from({ length: Math.min(size, n - start) }, (_, k) => start + k);
    const found = await head.features(take(inputs, at));
    for (const [k, index] of at.entries()) {
      const features = row(found, k);
      const logits = Float64Array.from(weights, (own, j) => dot(own, features) + head.bias[j]!);
      yield { label: labels[index]!, features, logits };
    }
  }
}

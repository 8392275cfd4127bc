import { examplesAt, type Dataset, type Examples } from '@fragility/dataset';
import { sample, type Random } from '@fragility/numerics';

/**
 * At most `most` examples of the training split, drawn at random; the evaluated examples where there is no training split.
 *
 * @returns also which of the two they are from
 */
export async function trainingPoints(
  dataset: Dataset,
  examples: Examples,
  most: number,
  stream: Random,
  signal?: AbortSignal,
): Promise<Examples> {
  const n = dataset.size.train;
  const size = n > 0 ? n : examples.labels.length;
  const drawn = sample(stream.fork('points'), size, Math.min(size, most)).toSorted((a, b) => a - b);
  return n > 0 ? dataset.load('train', drawn, signal) : examplesAt(examples, drawn);
}

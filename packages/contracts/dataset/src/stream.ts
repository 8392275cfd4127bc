import type { Dataset, Examples, Split } from './dataset.js';

export interface Selection {
  readonly split?: Split;
  /** At most so many examples, from the start of the split. */
  readonly limit?: number;
  /** These examples, in this order; instead of `limit`. */
  readonly indices?: ArrayLike<number>;
}

/**
 * The split that results are reported on: test where there is one, else train.
 *
 * @example evaluationSplit(dataset); // 'train'
 */
export const evaluationSplit = (dataset: Dataset): Split => (dataset.size.test > 0 ? 'test' : 'train');

/**
 * Indices that a selection stands for.
 *
 * @example selected(dataset, { limit: 2 }); // [0, 1]
 */
export function selected(
  dataset: Dataset,
  { split = evaluationSplit(dataset), limit, indices }: Selection = {},
): Int32Array {
  if (indices) return Int32Array.from(indices);
  return Int32Array.from({ length: Math.min(limit ?? Infinity, dataset.size[split]) }, (_, i) => i);
}

/**
 * All selected examples at once.
 *
 * @example (await matrix(dataset, { limit: 2 })).inputs.shape; // [2, 4]
 */
export const matrix = (dataset: Dataset, selection: Selection = {}, signal?: AbortSignal): Promise<Examples> =>
  dataset.load(selection.split ?? evaluationSplit(dataset), selected(dataset, selection), signal);

/**
 * Selected examples, `size` at a time: memory stays flat however large the dataset is.
 *
 * @example
 * const sizes: number[] = [];
 * for await (const { labels } of stream(dataset, {}, { size: 3 })) sizes.push(labels.length);
 * sizes; // [3, 1]
 */
export async function* stream(
  dataset: Dataset,
  selection: Selection = {},
  { size = 256, signal }: { size?: number; signal?: AbortSignal } = {},
): AsyncGenerator<Examples> {
  const indices = selected(dataset, selection);
  for (let start = 0; start < indices.length; start += size) {
    yield dataset.load(selection.split ?? evaluationSplit(dataset), indices.subarray(start, start + size), signal);
  }
}

import { FragilityError } from '@fragility/plugin';
import type { Dataset, Examples, Split } from './dataset.js';

const MOST_EXAMPLES = 256;
const MOST_BYTES = 2 ** 26;

/** As many examples as 64 MB of float64 inputs hold, at least 1 and at most 256. */
const chunkOf = ({ shape }: Dataset): number =>
  Math.max(1, Math.min(MOST_EXAMPLES, Math.floor(MOST_BYTES / (8 * shape.reduce((a, b) => a * b, 1)))));

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
 * @throws FragilityError `dataset/unreadable` when all of them were skipped.
 * @example (await matrix(dataset, { limit: 2 })).inputs.shape; // [2, 4]
 */
export async function matrix(dataset: Dataset, selection: Selection = {}, signal?: AbortSignal): Promise<Examples> {
  const examples = await dataset.load(
    selection.split ?? evaluationSplit(dataset),
    selected(dataset, selection),
    signal,
  );
  const [first] = examples.skipped ?? [];
  if (first && examples.labels.length === 0) {
    throw new FragilityError(
      {
        given: `none of ${examples.skipped!.length} examples can be read`,
        expected: `at least one (${first.id}: ${first.reason})`,
        remedy: 'check the files',
      },
      { where: 'dataset/matrix', code: 'dataset/unreadable', kind: 'input' },
    );
  }
  return examples;
}

/**
 * Selected examples, `size` at a time: memory stays flat however large the dataset is. The next are loaded when they are asked for.
 *
 * `size` is 256 if left out, or less where so many inputs would take more than 64 MB. A chunk is smaller by the examples that were
 * skipped; one of which nothing is left is not yielded.
 *
 * @example
 * const sizes: number[] = [];
 * for await (const { labels } of stream(dataset, {}, { size: 3 })) sizes.push(labels.length);
 * sizes; // [3, 1]
 */
export async function* stream(
  dataset: Dataset,
  selection: Selection = {},
  { size = chunkOf(dataset), signal }: { size?: number; signal?: AbortSignal } = {},
): AsyncGenerator<Examples> {
  const split = selection.split ?? evaluationSplit(dataset);
  const indices = selected(dataset, selection);
  for (let start = 0; start < indices.length; start += size) {
    const examples = await dataset.load(split, indices.subarray(start, start + size), signal);
    if (examples.labels.length > 0) yield examples;
  }
}

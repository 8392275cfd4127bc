import { take, type Bounds } from '@fragility/numerics';
import type { Dataset, Examples, Split } from './dataset.js';

/** What a dataset in memory holds of each split: inputs `[n, …shape]`, labels, and ids where the examples have names. */
type Held = Partial<Record<Split, Omit<Examples, 'ids' | 'skipped'> & { readonly ids?: readonly string[] }>>;

/**
 * Some examples of many, in the order of the positions.
 *
 * @example examplesAt(examples, [2, 0]).ids; // ['gaussian-1-2', 'gaussian-1-0']
 */
export const examplesAt = ({ inputs, labels, ids }: Examples, positions: ArrayLike<number>): Examples => ({
  inputs: take(inputs, positions),
  labels: Int32Array.from(positions, (i) => labels[i]!),
  ids: Array.from(positions, (i) => ids[i]!),
});

/**
 * A dataset of what is in memory. Without ids, an example is called by its split and its position.
 *
 * @example
 * const inputs = { data: Float64Array.of(-1, 1), shape: [2, 1] };
 * const signs = inMemory(['minus', 'plus'], [-1, 1], { test: { inputs, labels: Int32Array.of(0, 1) } });
 * (await signs.load('test', [1])).ids; // ['test-1']
 */
export function inMemory(classes: readonly string[], bounds: Bounds, held: Held): Dataset {
  const [some] = Object.values(held);
  const shape = some?.inputs.shape.slice(1) ?? [];
  const whole = (split: Split): Examples => {
    const { inputs, labels, ids } = held[split] ?? {
      inputs: { data: new Float64Array(0), shape: [0, ...shape] },
      labels: new Int32Array(0),
    };
    return { inputs, labels, ids: ids ?? Array.from(labels, (_, i) => `${split}-${i}`) };
  };
  const splits = { train: whole('train'), test: whole('test') };
  return {
    shape,
    classes,
    bounds,
    size: { train: splits.train.labels.length, test: splits.test.labels.length },
    load: async (split, positions) => examplesAt(splits[split], positions),
  };
}

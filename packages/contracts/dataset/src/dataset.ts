import { type Definition, type OutputOf, type Schema } from '@fragility/plugin';
import type { Batch, Bounds } from '@fragility/numerics';

export type Split = 'train' | 'test';

/** An example that was asked for and cannot be used, such as a corrupt image or a row with NaN. */
export interface Skipped {
  /** Its position in the split. */
  readonly index: number;
  readonly id: string;
  /** What is wrong with it, in a few words. */
  readonly reason: string;
  /** Stable code of the reason: `dataset/finite`, `dataset/label`; `dataset/unreadable` where there is none. */
  readonly code?: string;
}

/** Some examples of a dataset: inputs `[n, ...shape]`, labels in 0…K−1, and an id each that names the example for good. */
export interface Examples {
  readonly inputs: Batch;
  readonly labels: Int32Array;
  readonly ids: readonly string[];
  /** What was asked for and cannot be used: missing from inputs, labels and ids, which keep the order of the others. */
  readonly skipped?: readonly Skipped[];
}

/** A distribution that datasets are drawn from. */
export interface Population {
  /** Its name for tables and figures: `Student t, ν = 3`. */
  readonly name: string;
  /** A dataset of the same parameters, drawn from another seed. */
  draw(seed: number): Promise<Dataset>;
}

/** An opened dataset: random access to labelled examples. */
export interface Dataset {
  /** Shape of one input. */
  readonly shape: readonly number[];
  /** Names of the classes; label k is `classes[k]`. */
  readonly classes: readonly string[];
  /** Range of every input coordinate, or null for the whole space. */
  readonly bounds: Bounds;
  /** Number of examples in each split; a split may be empty. */
  readonly size: Readonly<Record<Split, number>>;
  /** Where the examples are independent draws of a distribution: the distribution. */
  readonly population?: Population;
  /** The examples at these positions, in this order, each returned or named in `skipped`. */
  load(split: Split, indices: ArrayLike<number>, signal?: AbortSignal): Promise<Examples>;
}

export interface DatasetContext {
  /** Seed of everything random in the dataset. */
  readonly seed: number;
  /** Folder that relative paths in the parameters start from. */
  readonly folder?: string;
  /** Told once of every example that is skipped; `console.warn` if left out. */
  readonly warn?: (message: string) => void;
  readonly signal?: AbortSignal;
}

export interface DatasetDefinition<P extends Schema = Schema> extends Definition<'dataset', P> {
  open(params: OutputOf<P>, context: DatasetContext): Promise<Dataset>;
}

/** A dataset definition whose parameter type is forgotten: for lists. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyDataset = DatasetDefinition<any>;

/**
 * Defines a dataset; generics infer the parameter type.
 *
 * @example
 * const points = defineDataset({
 *   name: 'points', summary: 'The whole numbers, even and odd', params: z.strictObject({}),
 *   open: async () => ({
 *     shape: [1], classes: ['even', 'odd'], bounds: null, size: { train: 10, test: 0 },
 *     load: async (_split, indices) => ({
 *       inputs: { data: Float64Array.from(indices), shape: [indices.length, 1] },
 *       labels: Int32Array.from(indices, (i) => i % 2),
 *       ids: Array.from(indices, String),
 *     }),
 *   }),
 * });
 * (await openDataset(points, {}, { seed: 0 })).size.train; // 10
 */
export const defineDataset = /* @__NO_SIDE_EFFECTS__ */ <P extends Schema>(
  definition: Omit<DatasetDefinition<P>, 'kind'>,
): DatasetDefinition<P> => ({ kind: 'dataset', ...definition });

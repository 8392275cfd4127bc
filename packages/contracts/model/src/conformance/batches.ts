import { count, random, take, type Batch, type Bounds } from '@fragility/numerics';
import type { Classifier } from '../classifier.js';

/** Inputs that a check starts from, unless it is given others. */
export const COUNT = 7;

/** Values as a model of this precision sees them. */
export const rounded = (values: Float64Array, precision: Classifier['precision']): Float64Array =>
  precision === 'float32' ? values.map(Math.fround) : values;

/** The same shape and the same numbers, bit for bit. */
export const same = (a: Batch, b: Batch): boolean =>
  a.shape.join() === b.shape.join() && a.data.length === b.data.length && a.data.every((v, k) => v === b.data[k]);

export const copy = ({ data, shape }: Batch): Batch => ({ data: data.slice(), shape: [...shape] });

/** Consecutive pieces of at most `size` examples, copied. */
export const pieces = (x: Batch, size: number): Batch[] =>
  Array.from({ length: Math.ceil(count(x) / size) }, (_, k) =>
    take(
      x,
      Array.from({ length: Math.min(size, count(x) - k * size) }, (__, i) => k * size + i),
    ),
  );

/** The examples of one batch after those of another. */
export const joined = (batches: readonly Batch[]): Batch => ({
  data: Float64Array.from(batches.flatMap(({ data }) => [...data])),
  shape: [batches.reduce((n, batch) => n + count(batch), 0), ...batches[0]!.shape.slice(1)],
});

/** The examples of a batch over and over, `n` in all. */
export const cycled = (x: Batch, n: number): Batch =>
  take(
    x,
    Array.from({ length: n }, (_, i) => i % count(x)),
  );

/** Keeps 1 % away from the ends of the bounds, where finite differences need room. */
const inside = (value: number, bounds: Bounds): number => {
  if (!bounds) return value;
  const margin = (bounds[1] - bounds[0]) / 100;
  return Math.min(bounds[1] - margin, Math.max(bounds[0] + margin, value));
};

/** Random inputs `[n, ...inputShape]`: uniform inside the bounds, standard normal without. */
export function randomInputs({ inputShape, bounds, precision }: Classifier): Batch {
  const stream = random('conformance/inputs');
  const shape = [COUNT, ...inputShape];
  const draw = (): number =>
    bounds ? inside(bounds[0] + (bounds[1] - bounds[0]) * stream.uniform(), bounds) : stream.normal();
  return { data: rounded(Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, draw), precision), shape };
}

/** Inputs near some examples, and not quite on them: a model may be special at the points it was fitted to. */
export function near({ data }: Batch, { inputShape, bounds, precision }: Classifier): Batch {
  const stream = random('conformance/near');
  const size = Math.sqrt(data.reduce((sum, v) => sum + v * v, 0) / data.length) || 1;
  const moved = data.map((v) => inside(v + 0.1 * size * stream.normal(), bounds));
  return {
    data: rounded(moved, precision),
    shape: [data.length / inputShape.reduce((a, b) => a * b, 1), ...inputShape],
  };
}

/** Random cotangents of the logits of a batch. */
export function cotangentsFor({ classes, precision }: Classifier, x: Batch, key: string): Batch {
  const stream = random(`conformance/cotangent/${key}`);
  const shape = [count(x), classes];
  return {
    data: rounded(
      Float64Array.from({ length: count(x) * classes }, () => stream.normal()),
      precision,
    ),
    shape,
  };
}

import type { AttackHandle } from '@fragility/analysis';
import { inMemory, type Examples } from '@fragility/dataset';
import { referenceClassifier } from '@fragility/model';
import { distance, predictedClass, random, row, stack, type Bounds, type ConvexNorm } from '@fragility/numerics';
import { forward, type Activation, type DenseLayer } from '@fragility/numerics/dense';

/** A layer of given weights. */
export const layerOf = (
  rows: readonly (readonly number[])[],
  bias: readonly number[] = rows.map(() => 0),
  activation: Activation = { kind: 'identity' },
): DenseLayer => ({
  ...{ inputs: rows[0]!.length, outputs: rows.length, activation },
  weight: Float64Array.from(rows.flat()),
  bias: Float64Array.from(bias),
});

export const examplesOf = (points: readonly (readonly number[])[], labels: readonly number[]): Examples => ({
  inputs: stack(points.map((x) => Float64Array.from(x))),
  labels: Int32Array.from(labels),
  ids: points.map((_, i) => `p-${i}`),
});

/** f_0 − f_1 = 2 x_1: the distance of a point (x, 0) from the boundary is |x| in every norm. All are said to be of class 0. */
export const alongAxis = (places: readonly number[]) => ({
  model: referenceClassifier([
    layerOf([
      [1, 0],
      [-1, 0],
    ]),
  ]),
  examples: examplesOf(
    places.map((x) => [x, 0]),
    places.map(() => 0),
  ),
});

/** By example: the distance of the nearest point of another class on a grid of n × n points over [−reach, reach]². */
export function nearestOnGrid(
  layers: readonly DenseLayer[],
  { inputs, labels }: Examples,
  norm: ConvexNorm,
  { reach, n }: { readonly reach: number; readonly n: number },
): number[] {
  const place = (k: number): number => -reach + (2 * reach * k) / (n - 1);
  const points = Array.from({ length: n * n }, (_, k) => Float64Array.of(place(k % n), place(Math.floor(k / n))));
  const classes = points.map((x) => predictedClass(forward(layers, x)));
  return Array.from(labels, (label, i) =>
    points.reduce(
      (least, z, k) => (classes[k] === label ? least : Math.min(least, distance(z, row(inputs, i), norm))),
      Infinity,
    ),
  );
}

/** A random network. */
export function networkOf(
  seed: number,
  sizes: readonly number[],
  activation: Activation = { kind: 'relu' },
): DenseLayer[] {
  const stream = random(`network/${seed}`);
  return sizes.slice(1).map((outputs, k) => {
    const inputs = sizes[k]!;
    const normals = (n: number, scale: number): Float64Array =>
      Float64Array.from({ length: n }, () => scale * stream.normal());
    return {
      ...{ inputs, outputs, activation: k + 2 < sizes.length ? activation : ({ kind: 'identity' } as const) },
      weight: normals(inputs * outputs, Math.sqrt(2 / inputs)),
      bias: normals(outputs, 0.3),
    };
  });
}

/** Gaussian points of the classes that a network says they are of. */
export function problemOf(layers: readonly DenseLayer[], n = 8, { seed = 1, bounds = null as Bounds } = {}) {
  const stream = random(`points/${seed}`);
  const draw = (): number => (bounds ? bounds[0] + stream.uniform() * (bounds[1] - bounds[0]) : stream.normal());
  const points = Array.from({ length: n }, () => Array.from({ length: layers[0]!.inputs }, draw));
  const examples = examplesOf(
    points,
    points.map((x) => predictedClass(forward(layers, Float64Array.from(x)))),
  );
  const names = Array.from({ length: layers.at(-1)!.outputs }, (_, k) => `class ${k}`);
  const split = { inputs: examples.inputs, labels: examples.labels };
  const dataset = inMemory(names, bounds, { train: split, test: split });
  return { model: referenceClassifier(layers, { bounds }), dataset, examples, attacks: [] as AttackHandle[] };
}

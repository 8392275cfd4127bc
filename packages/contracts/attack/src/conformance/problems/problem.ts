import type { Examples } from '@fragility/dataset';
import type { DenseClassifier } from '@fragility/model';
import { nearestOnHyperplane, predictedClass, random, row, rows, type Bounds, type Norm } from '@fragility/numerics';
import { forward } from '@fragility/numerics/dense';
import { linearModel } from './linear-model.js';

/** A linear classifier with correctly classified inputs, for which every smallest perturbation is known exactly. */
export interface LinearProblem {
  readonly name: string;
  readonly model: DenseClassifier;
  readonly examples: Examples;
  /** Exact distance from example i to class j, or to the nearest; Infinity where the bounds make it unreachable. */
  optimum(i: number, norm: Norm, target?: number): number;
  /** Exact distance of every example to its nearest other class. */
  optima(norm: Norm): Float64Array;
}

/** How a linear problem is drawn. */
export interface LinearProblemOptions {
  /** Shape of one input (default [16]). */
  readonly shape?: readonly number[];
  /** Number of examples (default 7). */
  readonly count?: number;
  /** Standard deviation of the biases; that of a logit's other part is about √(d/3) (default 0.1). */
  readonly bias?: number;
  /** How the classes differ in steepness, e^(uneven · N(0, 1)): with 1 the nearest is often not the likeliest (default 0: alike). */
  readonly uneven?: number;
  /** Name of the random stream. Problems of one name are the same up to scale: s·x, W/s (default: another for every scale). */
  readonly seed?: string;
}

/**
 * Random linear problem with inputs of size `scale` = s, d of them: K classes, bounds ±s if any.
 *
 *     f(x) = W x + b,   W [K, d] ~ N(0, 1)/s,   b [K] ~ bias · N(0, 1),   x [d] ~ s · U(−1, 1)
 *     optimum = min_j min{ ‖Δ‖ : g_yj(x + Δ) = 0, x + Δ ∈ box },   g_yj = f_y − f_j
 *
 * @example
 * const { model, examples, optimum } = linearProblem(1, true, 2);
 * optimum(0, 'l2') > 0; // true
 * @example linearProblem(100, false, 10, { shape: [8, 8], count: 3 }).examples.inputs.shape; // [3, 8, 8]
 */
export function linearProblem(
  scale: number,
  bounded: boolean,
  classes: number,
  { shape = [16], count = 7, bias = 0.1, uneven = 0, seed = `linear/${scale}` }: LinearProblemOptions = {},
): LinearProblem {
  const stream = random(`${seed}/${bounded}/${classes}`);
  const bounds: Bounds = bounded ? [-scale, scale] : null;
  const size = shape.reduce((product, n) => product * n, 1);
  const steepness = stream.fork('steepness');
  const steep = Float64Array.from({ length: classes }, () => Math.exp(uneven * steepness.normal()));
  const weightOf = (k: number): number => (stream.normal() * steep[k]!) / scale;
  const weight = Float64Array.from({ length: classes * size }, (_, k) => weightOf(Math.floor(k / size)));
  const biases = Float64Array.from({ length: classes }, () => bias * stream.normal());
  const model = linearModel(weight, biases, { bounds, inputShape: shape });
  const data = Float64Array.from({ length: count * size }, () => scale * (2 * stream.uniform() - 1));
  const inputs = { data, shape: [count, ...shape] };
  const labels = Int32Array.from(rows(inputs), (x) => predictedClass(forward(model.layers, x)));

  const reach = (i: number, norm: Norm, j: number): number => {
    const label = labels[i]!;
    const other = weight.subarray(j * size, (j + 1) * size);
    const normal = weight.slice(label * size, (label + 1) * size).map((v, k) => v - other[k]!);
    const offset = biases[label]! - biases[j]!;
    return nearestOnHyperplane({ normal, offset, from: row(inputs, i), norm, bounds })?.distance ?? Infinity;
  };
  const optimum = (i: number, norm: Norm, target?: number): number => {
    const others = target === undefined ? [...biases.keys()] : [target];
    return Math.min(...others.map((j) => (j === labels[i] ? Infinity : reach(i, norm, j))));
  };
  return {
    name: `${classes} classes, inputs of size ${scale}, ${bounded ? 'bounded' : 'unbounded'}`,
    model,
    examples: { inputs, labels, ids: Array.from(labels, (_, i) => `linear-${i}`) },
    optimum,
    optima: (norm) => Float64Array.from(labels, (_, i) => optimum(i, norm)),
  };
}

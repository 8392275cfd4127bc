import type { Examples } from '@fragility/dataset';
import { referenceClassifier, type DenseClassifier } from '@fragility/model';
import { nearestOnHyperplane, random, row, type Bounds, type Norm, type Row } from '@fragility/numerics';

/** A linear classifier with correctly classified inputs, for which every smallest perturbation is known exactly. */
export interface LinearProblem {
  readonly name: string;
  readonly model: DenseClassifier;
  readonly examples: Examples;
  /** Exact distance from example i to class j; Infinity where the bounds make it unreachable. */
  optimum(i: number, norm: Norm, target?: number): number;
}

const DIMENSION = 16;
const COUNT = 7;

/**
 * Random linear problem with inputs of size `scale`: f(x) = W x + b, inputs inside the bounds.
 *
 *     optimum = min_j min{ ‖Δ‖ : g_yj(x + Δ) = 0, x + Δ ∈ box }
 *
 * @example
 * const { model, examples, optimum } = linearProblem(1, true, 2);
 * optimum(0, 'l2') > 0; // true
 */
export function linearProblem(scale: number, bounded: boolean, classes: number): LinearProblem {
  const stream = random(`linear/${scale}/${bounded}/${classes}`);
  const bounds: Bounds = bounded ? [-scale, scale] : null;
  const weight = Float64Array.from({ length: classes * DIMENSION }, () => stream.normal() / scale);
  const bias = Float64Array.from({ length: classes }, () => 0.1 * stream.normal());
  const model = referenceClassifier(
    [{ inputs: DIMENSION, outputs: classes, weight, bias, activation: { kind: 'identity' } }],
    { bounds },
  );
  const input = (): Float64Array => Float64Array.from({ length: DIMENSION }, () => scale * (2 * stream.uniform() - 1));
  const data = new Float64Array(COUNT * DIMENSION);
  for (let i = 0; i < COUNT; i++) data.set(input(), i * DIMENSION);
  const inputs = { data, shape: [COUNT, DIMENSION] };

  const logitsOf = (x: Row): Row =>
    bias.map((b, k) => x.reduce((sum, value, c) => sum + weight[k * DIMENSION + c]! * value, b));
  const labels = Int32Array.from({ length: COUNT }, (_, i) => {
    const logits = logitsOf(row(inputs, i));
    return logits.indexOf(Math.max(...logits));
  });

  const optimum = (i: number, norm: Norm, target?: number): number => {
    const x = row(inputs, i);
    const label = labels[i]!;
    const logits = logitsOf(x);
    let smallest = Infinity;
    for (let j = 0; j < classes; j++) {
      if (j === label || (target !== undefined && j !== target)) continue;
      const normal = Float64Array.from(
        { length: DIMENSION },
        (_, c) => weight[label * DIMENSION + c]! - weight[j * DIMENSION + c]!,
      );
      const dot = normal.reduce((sum, value, c) => sum + value * x[c]!, 0);
      const found = nearestOnHyperplane({ normal, offset: logits[label]! - logits[j]! - dot, from: x, norm, bounds });
      if (found) smallest = Math.min(smallest, found.distance);
    }
    return smallest;
  };
  return {
    name: `${classes} classes, inputs of size ${scale}, ${bounded ? 'bounded' : 'unbounded'}`,
    model,
    examples: { inputs, labels, ids: Array.from({ length: COUNT }, (_, i) => `linear-${i}`) },
    optimum,
  };
}

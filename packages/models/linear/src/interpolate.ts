import { type ErrorMessage, FragilityError, leastNorm, matrix, solve, type Batch } from '@fragility/numerics';
import type { DenseLayer } from '@fragility/numerics/dense';

export interface Interpolation {
  readonly layers: readonly [DenseLayer];
  /** ‖f(X) − one-hot(y)‖_F / √n: how far rounding leaves the equations from holding. */
  readonly residual: number;
}

const fail = (message: ErrorMessage, cause?: unknown): never => {
  throw new FragilityError(message, { where: 'model/linear', code: 'model/interpolate', kind: 'input', cause });
};

/**
 * The linear network that gives every point exactly its one-hot label: the least-norm W [K, d] with
 *
 *     W x_i = e_{y_i},  i = 1…n ≤ d
 *
 * For d points with one class each, in order, it is W = X⁻¹ (points are the columns of X). Source: arXiv:2406.16200, theorem 1.
 *
 * @throws FragilityError `model/interpolate` for more points than dimensions, or linearly dependent points.
 * @example interpolate({ data: Float64Array.of(2, 0, 0, 4), shape: [2, 2] }, [0, 1], 2).layers[0].weight; // [0.5, 0, 0, 0.25]
 */
export function interpolate(inputs: Batch, labels: ArrayLike<number>, classes: number): Interpolation {
  const n = labels.length;
  const d = inputs.data.length / n;
  if (n > d) {
    fail({
      given: `there are ${n} points in ${d} dimensions`,
      expected: `at most ${d}: no linear network interpolates more`,
      remedy: 'limit the dataset, or use fit: { method: adam, … }',
    });
  }
  const points = matrix(n, d, inputs.data);
  const targets = matrix(n, classes, new Float64Array(n * classes));
  for (let i = 0; i < n; i++) targets.data[i * classes + labels[i]!] = 1;
  const transposed = (() => {
    try {
      return n === d ? solve(points, targets) : leastNorm(points, targets);
    } catch (cause) {
      return fail(
        {
          given: 'the points are linearly dependent',
          expected: 'independent ones',
          remedy: 'remove repeated points or lower their number',
        },
        cause,
      );
    }
  })();
  const weight = new Float64Array(classes * d);
  for (let i = 0; i < d; i++) for (let k = 0; k < classes; k++) weight[k * d + i] = transposed.data[i * classes + k]!;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < classes; k++) {
      let f = 0;
      for (let j = 0; j < d; j++) f += weight[k * d + j]! * inputs.data[i * d + j]!;
      sum += (f - targets.data[i * classes + k]!) ** 2;
    }
  }
  const layer: DenseLayer = {
    inputs: d,
    outputs: classes,
    weight,
    bias: new Float64Array(classes),
    activation: { kind: 'identity' },
  };
  return { layers: [layer], residual: Math.sqrt(sum / n) };
}

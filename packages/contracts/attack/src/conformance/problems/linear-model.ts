import { referenceClassifier, type DenseClassifier, type ReferenceOptions } from '@fragility/model';

/**
 * A linear classifier in float64.
 *
 *     f(x) = W x + b,   W [K, d] row by row, b [K], x [d]
 *
 * With W = 0 it is constant; with two classes its boundary is the hyperplane ⟨w₀ − w₁, x⟩ + b₀ − b₁ = 0.
 *
 * @example linearModel(Float64Array.of(1, 0, 0, 1), [0, 0], { bounds: [-1, 1] }).classes; // 2
 */
export const linearModel = (
  weight: Float64Array,
  bias: readonly number[] | Float64Array,
  options: ReferenceOptions = {},
): DenseClassifier =>
  referenceClassifier(
    [
      {
        inputs: weight.length / bias.length,
        outputs: bias.length,
        weight,
        bias: Float64Array.from(bias),
        activation: { kind: 'identity' },
      },
    ],
    options,
  );

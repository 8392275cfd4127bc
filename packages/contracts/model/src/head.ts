import { rows, stack, type Batch } from '@fragility/numerics';
import { forward, type DenseLayer } from '@fragility/numerics/dense';

/** The last affine map of a classifier, `f(x) = W h(x) + b`, and the features h(x) ∈ R^m that it takes. */
export interface Head {
  /** Number of features m. */
  readonly width: number;
  /** W `[K, m]`, row-major: one row of weights for each class. */
  readonly weight: Float64Array;
  /** b `[K]`. */
  readonly bias: Float64Array;
  /** h(x) `[n, m]` of inputs `[n, ...inputShape]`. */
  features(x: Batch): Promise<Batch>;
}

/**
 * The head of a dense network, in float64: what the last layer takes, and its weights. Features of a single layer are the inputs.
 *
 * @returns undefined where an activation follows the last layer
 * @example headOf([{ inputs: 1, outputs: 2, weight: Float64Array.of(-1, 1), bias: new Float64Array(2), activation: { kind: 'identity' } }])?.width; // 1
 */
export function headOf(layers: readonly DenseLayer[]): Head | undefined {
  const { inputs: width, weight, bias, activation } = layers.at(-1)!;
  if (activation.kind !== 'identity') return undefined;
  const hidden = layers.slice(0, -1);
  const features = (x: Float64Array): Float64Array => (hidden.length > 0 ? forward(hidden, x) : x.slice());
  return { width, weight, bias, features: async (x) => stack(rows(x).map(features), [width]) };
}

import { rows, stack, type Batch, type Bounds } from '@fragility/numerics';
import { forward, validateLayers, vjp, type DenseLayer } from '@fragility/numerics/dense';
import type { DenseClassifier } from './classifier.js';
import { headOf } from './head.js';

export interface ReferenceOptions {
  readonly bounds?: Bounds;
  readonly inputShape?: readonly number[];
}

/**
 * A dense network in plain float64 TypeScript, one example at a time: the independent reference of tests and conformance checks.
 *
 * @example
 * const model = referenceClassifier([{ inputs: 1, outputs: 2, weight: Float64Array.of(-1, 1), bias: new Float64Array(2), activation: { kind: 'identity' } }]);
 */
export function referenceClassifier(
  layers: readonly DenseLayer[],
  { bounds = null, inputShape }: ReferenceOptions = {},
): DenseClassifier {
  validateLayers(layers);
  const shape = inputShape ?? [layers[0]!.inputs];
  const classes = layers.at(-1)!.outputs;
  const logits = (x: Batch): Batch =>
    stack(
      rows(x).map((row) => forward(layers, row)),
      [classes],
    );
  return {
    inputShape: shape,
    classes,
    bounds,
    precision: 'float64',
    layers,
    head: headOf(layers),
    logits: async (x) => logits(x),
    vjp: async (x) => ({
      logits: logits(x),
      backward: async (cotangent) => {
        const cotangents = rows(cotangent);
        return stack(
          rows(x).map((row, i) => vjp(layers, row, cotangents[i]!)),
          shape,
        );
      },
    }),
  };
}

import type { Row } from '../batch.js';
import { FragilityError } from '../error.js';
import type { DenseLayer } from './layer.js';
import { bendsOnly } from './activation.js';
import { trace } from './network.js';

/** @throws FragilityError `numerics/not-piecewise-linear` for curved activations. */
export const requirePiecewiseLinear = (layers: readonly DenseLayer[]): void => {
  const curved = layers.find(({ activation }) => !bendsOnly(activation));
  if (curved) {
    throw new FragilityError(
      {
        given: `the network has a ${curved.activation.kind} layer`,
        expected: 'identity, relu or leaky-relu',
        remedy: 'use a piecewise-linear network',
      },
      { where: 'numerics/dense', code: 'numerics/not-piecewise-linear', kind: 'failure' },
    );
  }
};

/** Whether a layer has units that are active or not. */
export const bends = (layer: DenseLayer): boolean => layer.activation.kind !== 'identity';

/**
 * Which units of the bending layers are active (z > 0) at x, in order; equal patterns mean one affine region.
 *
 * @throws FragilityError `numerics/not-piecewise-linear` for curved activations.
 * @example activationPattern(layers, x).length; // 0
 */
export function activationPattern(layers: readonly DenseLayer[], x: Row): Uint8Array {
  requirePiecewiseLinear(layers);
  return patternOf(layers, trace(layers, x).pre);
}

/** {@link activationPattern} out of the pre-activations of every layer. */
export function patternOf(layers: readonly DenseLayer[], pre: readonly Row[]): Uint8Array {
  const values = pre.filter((_, l) => bends(layers[l]!));
  const pattern = new Uint8Array(values.reduce((sum, { length }) => sum + length, 0));
  let unit = 0;
  for (const z of values) for (let o = 0; o < z.length; o++) pattern[unit++] = z[o]! > 0 ? 1 : 0;
  return pattern;
}

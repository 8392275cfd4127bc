import type { Row } from '../batch.js';
import { dot } from '../geometry/index.js';
import type { DenseLayer } from './layer.js';
import { pullToFirst, trace, transposed } from './network.js';
import { patternOf, requirePiecewiseLinear } from './pattern.js';

/** A piecewise-linear network near one point: what a linear function of its logits is there, and on which region. */
export interface Local {
  /** ⟨c, f(x)⟩. */
  readonly value: number;
  /** Its gradient in x. */
  readonly gradient: Row;
  /** Its gradient in the pre-activations of the first layer. */
  readonly first: Row;
  /** See {@link activationPattern}. */
  readonly pattern: Uint8Array;
}

/**
 * Value, gradient and pattern of ⟨cotangent, f⟩ at x, from one forward and one backward pass.
 *
 * Of a place `near`, localised with the same cotangent, the gradient is brought up to date: only the units of the first layer whose share in it differs are read.
 *
 * @throws FragilityError `numerics/not-piecewise-linear` for curved activations.
 * @example localise(layers, x, Float64Array.of(1, -1, 0, 0)).value; // 1.0000…
 */
export function localise(layers: readonly DenseLayer[], x: Row, cotangent: Row, near?: Local): Local {
  requirePiecewiseLinear(layers);
  const { pre, logits } = trace(layers, x);
  const first = pullToFirst(layers, pre, cotangent);
  return {
    value: dot(cotangent, logits),
    gradient: near
      ? transposed(
          layers[0]!,
          first.map((value, u) => value - near.first[u]!),
          near.gradient,
        )
      : transposed(layers[0]!, first),
    first,
    pattern: patternOf(layers, pre),
  };
}

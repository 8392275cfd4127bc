import type { Row } from '../batch.js';
import { dot, dualNorm, normOf } from '../geometry/index.js';
import type { ConvexNorm } from '../types.js';
import type { DenseLayer } from './layer.js';
import { activationPattern } from './pattern.js';
import { regionConstraints } from './region.js';

/**
 * Radius of the largest ball around x in which a piecewise-linear network is affine: that of the polyhedron of x's activation pattern.
 *
 *     min_u |⟨w_u, x⟩ + b_u| / ‖w_u‖_q,   1/p + 1/q = 1
 *
 * over all units u that bend, with the affine function that each is in the region. Infinity where no unit bends or none depends on x.
 *
 * @param norm p of the ball
 * @throws FragilityError `numerics/not-piecewise-linear` for tanh.
 * @example regionRadius(layers, x, 'l2'); // Infinity
 */
export function regionRadius(layers: readonly DenseLayer[], x: Row, norm: ConvexNorm): number {
  const { weight, offset } = regionConstraints(layers, activationPattern(layers, x));
  const dual = dualNorm(norm);
  let radius = Infinity;
  offset.forEach((b, u) => {
    const w = weight.subarray(u * x.length, (u + 1) * x.length);
    const size = normOf(w, dual);
    if (size > 0) radius = Math.min(radius, Math.abs(dot(w, x) + b) / size);
  });
  return radius;
}

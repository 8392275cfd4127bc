import { dot, dualNorm, normOf, type ConvexNorm, type Row } from '@fragility/numerics';
import { activationPattern, regionConstraints, type DenseLayer } from '@fragility/numerics/dense';

/**
 * Whether the network is affine on the whole ball of `radius` around x: no unit changes its sign within it.
 *
 *     ∀ units u:  |z_u(x)| ≥ radius · ‖∇z_u(x)‖_q,   1/p + 1/q = 1
 *
 * @example ballInsideRegion(layers, x, 100, 'l2'); // true
 */
export function ballInsideRegion(layers: readonly DenseLayer[], x: Row, radius: number, norm: ConvexNorm): boolean {
  const dual = dualNorm(norm);
  const { weight, offset } = regionConstraints(layers, activationPattern(layers, x));
  return offset.every((constant, u) => {
    const normal = weight.subarray(u * x.length, (u + 1) * x.length);
    return Math.abs(dot(normal, x) + constant) >= radius * normOf(normal, dual);
  });
}

import { nearestOnHyperplane, type Bounds, type ConvexNorm, type Criterion, type Row } from '@fragility/numerics';
import { activationPattern, isAffine, type DenseLayer } from '@fragility/numerics/dense';
import { decisionPolytopes } from './decision.js';
import { nearestInPolytope } from '@fragility/numerics/polytope';
import { ballInsideRegion } from './region.js';

/** Share by which a distance may exceed the bound for the proof to be worth while: the most that the host calls exact. */
const WORTH = 2 ** -10;

/** A point found, and the problem that it solves. */
export interface FoundPoint {
  readonly layers: readonly DenseLayer[];
  readonly input: Row;
  readonly criterion: Criterion;
  readonly norm: ConvexNorm;
  readonly bounds: Bounds;
  readonly distance: number;
}

/**
 * A lower bound of the smallest perturbation that comes within 2⁻¹⁰ of the distance found, or null.
 *
 *     min over the polytopes of the decision, linearised at x₀, of their distances from x₀ within bounds
 *
 * It holds where the network is affine on the whole ball of the distance found.
 *
 * @example lowerBound({ layers, input: x, criterion: { label: 0 }, norm: 'l2', bounds: null, distance: 100 }); // null
 */
export function lowerBound({ layers, input, criterion, norm, bounds, distance }: FoundPoint): number | null {
  let bound = Infinity;
  for (const halfspaces of decisionPolytopes(layers, activationPattern(layers, input), criterion)) {
    const { weight, offset } = halfspaces;
    const single = { normal: weight[0]!, offset: offset[0]!, from: input, norm, bounds };
    const reach =
      weight.length === 1
        ? (nearestOnHyperplane(single)?.distance ?? Infinity)
        : (nearestInPolytope({ halfspaces, from: input, norm, bounds })?.bound ?? 0);
    bound = Math.min(bound, reach);
    if (distance > bound * (1 + WORTH)) return null;
  }
  return isAffine(layers) || ballInsideRegion(layers, input, distance, norm) ? bound : null;
}

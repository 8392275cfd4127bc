import { normOf, type Bounds, type ConvexNorm, type Row } from '@fragility/numerics';
import type { Nearest } from '../attacked/nearest.js';

/** The farthest point of the box, in the norm; ∞ without a box. */
export const reachOf = (x: Row, bounds: Bounds, norm: ConvexNorm): number =>
  bounds === null
    ? Infinity
    : normOf(
        x.map((v) => Math.max(v - bounds[0], bounds[1] - v)),
        norm,
      );

/** Where the search begins: at the attack's point, else at a hundredth of what inputs are. */
export const firstOf = (x: Row, bounds: Bounds, nearest: Nearest | undefined): number =>
  nearest && nearest.distance > 0 ? nearest.distance : 0.01 * (bounds ? bounds[1] - bounds[0] : normOf(x, 'linf') || 1);

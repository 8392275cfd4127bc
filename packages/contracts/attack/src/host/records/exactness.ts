import type { Norm } from '@fragility/numerics';
import type { Note } from '../../attack.js';

/** Largest tolerance with which a distance is called exact: the most by which the host lengthens a perturbation, relative. */
const MOST = 2 ** -10;
/** Relative rounding error of a distance, which is a sum. */
const ROUNDING = 2 ** -40;

/** What is known of a point found, and of the input. */
export interface Measured {
  readonly norm: Norm;
  readonly distance: number;
  /** What the margin of the point is beyond, and the margin of the input: in units of the logits. */
  readonly noise: number;
  readonly margin: number;
}

/** What a record says of a distance that is proven to be the smallest. */
export type Exactness = { readonly exact: true; readonly tolerance: number } | { readonly exact: false };

/**
 * Whether the lower bound that was noted proves a distance to be the smallest possible, and up to which relative tolerance.
 *
 *     tolerance = 1 − bound/distance · (1 − noise/margin) + 2⁻⁴⁰;   in L0, whose distances are whole, 0 where the bound is reached
 *
 * The bound is that of exact arithmetic. Rounding moves a margin that is affine up to there, from `margin` at the input to zero at the bound,
 * by `noise` at most, and so its zero by the share noise/margin. No more than 2⁻¹⁰ is called exact.
 *
 * @example exactness({ exact: true, bound: 1 }, { norm: 'l2', distance: 1, noise: 0, margin: 2 }).exact; // true
 */
export function exactness({ exact, bound = 0 }: Note, { norm, distance, noise, margin }: Measured): Exactness {
  if (!exact) return { exact: false };
  if (norm === 'l0') return distance <= bound ? { exact: true, tolerance: 0 } : { exact: false };
  const blurred = margin > noise ? 1 - noise / margin : 0;
  const tolerance = Math.max(0, 1 - (bound / distance) * blurred) + ROUNDING;
  return tolerance <= MOST ? { exact: true, tolerance } : { exact: false };
}

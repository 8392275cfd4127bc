import type { BoundMethod } from '@fragility/engine';
import type { ConvexNorm, Row } from '@fragility/numerics';
import { decideBall, smallestPerturbation } from '@fragility/verification/complete';
import type { Certifier } from './certifier.js';

/** Bounds, or a complete search after the best of them. */
export type Method = BoundMethod | 'complete';

/** The bounds that a method begins with. */
export const boundsOf = (method: Method): BoundMethod => (method === 'complete' ? 'alpha-crown' : method);

interface Place {
  readonly x: Row;
  readonly label: number;
  readonly norm: ConvexNorm;
  readonly seconds: number;
}

/** What a complete search knows of the smallest perturbation: of the function in exact arithmetic. */
export interface Completed {
  readonly lower: number;
  /** The distance of the nearest point that it found; ∞ where it found none. */
  readonly upper: number;
  readonly exact: number | null;
}

/** Refuses a network that complete search is too large for. @throws FragilityError `verification/too-large` with the estimate. */
export async function checkComplete({ network, bounds }: Certifier, norm: ConvexNorm, x: Row): Promise<void> {
  await decideBall(network, { centre: x, radius: 0, norm, bounds }, 0, { seconds: 0 });
}

/** Searches for the smallest perturbation until it is known or time ends. */
export async function completed({ network, bounds }: Certifier, place: Place): Promise<Completed> {
  const { x, label, norm, seconds } = place;
  const { lower, upper, exact } = await smallestPerturbation(
    network,
    { centre: x, norm, ...(bounds ? { box: bounds } : {}) },
    label,
    { seconds },
  );
  return { lower, upper, exact: exact && Number.isFinite(upper) ? upper : null };
}

/** Whether a complete search proves a ball, by more than rounding in float32 can do there. */
export async function decided(
  { network, bounds }: Certifier,
  { x, label, norm, seconds, radius, floatMargin }: Place & { readonly radius: number; readonly floatMargin: number },
): Promise<boolean> {
  const { verdict, lower } = await decideBall(network, { centre: x, radius, norm, bounds }, label, { seconds });
  return verdict === 'robust' && lower > floatMargin;
}

import { cosine } from '@fragility/attack/parts';
import { isZero, type Loss } from '@fragility/numerics';
import type { Found } from '../fab/descend.js';
import type { Spending } from './shrink.js';

/** First and last length of a step as shares of the radius, and share by which the radius changes. */
const LENGTH = [0.1, 0.002] as const;
const GAMMA = [0.02, 0.0005] as const;

/**
 * Descends along the boundary from a fooled point: ascends the loss at a distance that grows while the model holds and shrinks while it is fooled,
 * by ever shorter steps.
 *
 *     r ← (1 − γ_k) r where x is fooled, (1 + γ_k) r where not;     x ← Π_{‖x − x₀‖ = r (L2), ≤ r (others), box}( x + α_k r · steepest(∇ℓ) )
 *
 * γ_k from 0.02 to 0.0005 and α_k from 0.1 to 0.002 along half a cosine: {@link ddn} and {@link fmn} with a start of their own. At most `steps` gradients.
 */
export async function descendBoundary(example: Spending, from: Found, loss: Loss, steps: number): Promise<void> {
  const { space, gradient, left } = example;
  const x = from.x.slice();
  const slope = new Float64Array(x.length);
  let [least, radius] = [from.distance, from.distance];
  for (let k = 0; k < steps && left() > 0; k++) {
    const { gradient: g, fooled } = await gradient(x, loss, slope);
    if (isZero(g)) return;
    const gamma = cosine(...GAMMA, k / steps);
    if (fooled) least = Math.min(least, space.distance(x));
    radius = fooled ? (1 - gamma) * Math.min(radius, least) : (1 + gamma) * radius;
    const length = cosine(...LENGTH, k / steps) * radius;
    if (space.norm === 'l2') space.orbit(x, g, length, radius);
    else space.ascend(x, g, length, radius);
  }
}

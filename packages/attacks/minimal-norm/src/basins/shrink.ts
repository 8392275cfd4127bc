import type { Example } from '@fragility/attack';
import type { Loss, Row } from '@fragility/numerics';
import type { Found } from '../fab/descend.js';

/** Radius of the next ball as a share of the distance found; the rest is halved where a ball resists. */
const SHARE = 0.9;
/** Steps inside one ball, the length of the first as a share of its radius, and the weight of a step against that of the one before. */
const [ASCENT, LENGTH, WEIGHT] = [8, 0.35, 0.75];
/** Balls that may resist before the search ends. */
const RESISTING = 3;

/** Ascends the loss inside the ball from x, with momentum and steps that shorten; returns the first fooled point. */
async function ascend({ space, gradient, left }: Spending, x: Row, loss: Loss, radius: number): Promise<Row | null> {
  let before: Row | null = null;
  for (let k = 0; k < ASCENT && left() > 0; k++) {
    const { gradient: slope, fooled } = await gradient(x, loss);
    if (fooled) return x;
    const next = space.ascend(x.slice(), slope, LENGTH * radius * (1 - k / ASCENT), radius);
    if (before) {
      for (let i = 0; i < next.length; i++)
        next[i] = x[i]! + WEIGHT * (next[i]! - x[i]!) + (1 - WEIGHT) * (x[i]! - before[i]!);
      space.project(next, radius);
    }
    [before, x] = [x, next];
  }
  return null;
}

/** An example with a limited number of gradients. */
export type Spending = Example<'gradient'> & { left(): number };

/**
 * Shrinks a fooled perturbation: projects it onto a ball a tenth smaller and ascends the loss there until the model is fooled again.
 *
 *     r = 0.9 ‖Δ‖,   x ← Π_{B(x₀,r) ∩ box}( x + α_k r · steepest(∇ℓ) ) with momentum,   the tenth halved where 8 steps do not fool
 *
 * Ends when the third ball resists, or one does and the next would still be larger than the best perturbation known, or the gradients are spent.
 * `from` and the result: fooled points and their distances.
 */
export async function shrink(example: Spending, from: Found, loss: Loss): Promise<Found> {
  const { space, best } = example;
  let [found, share, resisted] = [from, SHARE, 0];
  while (resisted < RESISTING && example.left() > 0) {
    const radius = share * found.distance;
    const x = await ascend(example, space.project(found.x.slice(), radius), loss, radius);
    if (x) found = { x, distance: space.distance(x) };
    else [share, resisted] = [(1 + share) / 2, resisted + 1];
    const hopeless = !x && share * found.distance > (best()?.distance ?? Infinity);
    if (hopeless || found.distance === 0) break;
  }
  return found;
}

import type { Example } from '@fragility/attack';
import type { Row } from '@fragility/numerics';
import type { Schedule } from './schedule.js';

/** Share of the steps of a period that must raise the loss, ρ. */
const RISING = 0.75;
/** Weight of the step against that of the one before, α. */
const WEIGHT = 0.75;

/** The least whole number of steps that a share of all comes to. */
const share = (part: number, steps: number): number => Math.max(1, Math.trunc(part * steps));

/**
 * Steps of length η from 2ε on, with momentum; η is halved, and the best point returned to, at the end of a period in which
 *
 *     1. the loss rose in fewer than ρ of the steps, or      2. neither η was halved at the end of the last period nor the best loss rose since
 *
 *     z = Π(x + η·steepest(∇ℓ)),   x ← Π(x + α(z − x) + (1 − α)(x − x₋)),   Π on B(x₀,ε) ∩ box,  ρ = α = 0.75
 *
 * Periods last 22 %, 19 %, 16 %, … of the steps, 6 % at least. L∞ and L2. Source: Croce & Hein, arXiv:2003.01690, algorithm 1 and equation 3.
 */
export function halving({ space, budget }: Example<'gradient'>, steps: number, first: number): Schedule {
  let length = 2 * budget;
  let period = share(0.22, steps);
  let [done, rises] = [0, 0];
  let [halved, bestBefore] = [true, first];
  let last: Row | null = null;

  return {
    next(x, gradient) {
      const z = space.ascend(x.slice(), gradient, length, budget);
      if (last) {
        const before = last;
        for (let k = 0; k < z.length; k++)
          z[k] = x[k]! + WEIGHT * (z[k]! - x[k]!) + (1 - WEIGHT) * (x[k]! - before[k]!);
        space.project(z, budget);
      }
      last = x;
      return z;
    },
    returns(rose, best) {
      done++;
      if (rose) rises++;
      if (done < period) return false;
      halved = rises < RISING * period || (!halved && bestBefore === best.value);
      bestBefore = best.value;
      if (halved) length /= 2;
      period = Math.max(period - share(0.03, steps), share(0.06, steps));
      [done, rises] = [0, 0];
      return halved;
    },
  };
}

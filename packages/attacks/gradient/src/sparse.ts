import type { Example } from '@fragility/attack';
import type { Schedule } from './schedule.js';

/** Share of the coordinates that the first steps move. */
const FIRST = 0.2;
/** Factor by which fewer coordinates are moved than the best point has changed, and by which steps shorten. */
const SHRINK = 1.5;
/** Share of the changed coordinates below which the best point counts as sparser than before. */
const SPARSER = 0.95;

/**
 * Steps of length η ≤ ε along the signs of the k largest slopes, projected on {L1 ball ∩ box}. Every 4 % of the steps, m being the number of
 * coordinates that the best point has changed:
 *
 *     m < 0.95 of what it was:      k = ⌊m / 1.5⌋,  η = ε,  on from the best point
 *     else the best loss rose:      k = ⌊m / 1.5⌋,  η ← max(η / 1.5, ε / 10)
 *     else:                         k ← ⌊k / 1.5⌋,  η ← max(η / 1.5, ε / 10),  on from the best point
 *
 * k starts as a fifth of all coordinates. A coordinate that its slope holds at a bound is not one of the k, but is pushed twice as far where
 * its slope is as large: the projection, which shortens all coordinates alike, then leaves it there.
 * Source: Croce & Hein, ICML 2021, arXiv:2103.01208, algorithm 1.
 */
export function sparse({ input, space, budget }: Example<'gradient'>, steps: number, first: number): Schedule {
  const [lower, upper] = space.bounds ?? [-Infinity, Infinity];
  const period = Math.max(1, Math.trunc(0.04 * steps));
  const fewer = (count: number): number => Math.max(1, Math.trunc(count));
  let count = fewer(FIRST * input.length);
  let length = budget;
  let changedBefore = input.length;
  let bestBefore = first;
  let done = 0;

  return {
    next(x, gradient) {
      const free = gradient.map((g, k) => ((g > 0 ? x[k]! < upper : x[k]! > lower) ? Math.abs(g) : 0));
      const least = free.slice().sort()[Math.max(0, free.length - count)]!;
      const most = free.reduce((sum, size) => sum + (size > 0 && size >= least ? 1 : 0), 0);
      const far = length / Math.max(1, most);
      const z = x.slice();
      for (let k = 0; k < z.length; k++) {
        const g = gradient[k]!;
        if (Math.abs(g) >= least) z[k]! += Math.sign(g) * (free[k] === 0 ? 2 * far : far);
      }
      return space.project(z, budget);
    },
    returns(_, best) {
      if (++done < period) return false;
      done = 0;
      const changed = best.x.reduce((sum, value, k) => sum + (value === input[k] ? 0 : 1), 0);
      const sparser = changed < SPARSER * changedBefore;
      const stuck = !sparser && best.value === bestBefore;
      count = fewer((stuck ? count : changed) / SHRINK);
      length = sparser ? budget : Math.max(length / SHRINK, budget / 10);
      [changedBefore, bestBefore] = [changed, best.value];
      return sparser || stuck;
    },
  };
}

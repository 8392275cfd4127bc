import { mean } from '@fragility/numerics';

/** The smallest distance that any attack found, example by example. */
export const bestOf = (all: readonly Float64Array[]): Float64Array =>
  all[0]!.map((_, i) => Math.min(...all.map((distances) => distances[i]!)));

/** Area below the curve of robust accuracy against the budget, up to a largest budget: the curve is one of steps. */
const areaOf = (distances: Float64Array, most: number): number =>
  mean(distances.map((distance) => Math.min(distance, most)));

/**
 * How near an attack comes to the best of all attacks on one model.
 *
 *     ξ = 1 − (∫ ρ_a − ∫ ρ*) / (∫ ρ_0 − ∫ ρ*),   integrals from 0 to ε_0
 *
 * ρ_a(ε) is the robust accuracy under the attack, ρ* under the best attack of each example, ρ_0 the clean accuracy, ε_0 the largest distance that
 * the best attacks found. ξ = 1 for the best on every example, 0 for one that finds nothing within ε_0. Source: Cinà et al., AttackBench, AAAI 2025,
 * local optimality; the curve here is the exact one of steps, not interpolated.
 *
 * @param distances of one attack; 0 where the example is misclassified before, ∞ where nothing was found
 * @param best distances of the best attack of each example
 * @returns null where there is nothing to be found: no example is classified rightly, or no attack fools one
 * @example localOptimality(Float64Array.of(1.5, 2), Float64Array.of(1, 2)); // 0.5
 */
export function localOptimality(distances: Float64Array, best: Float64Array): number | null {
  const most = best.reduce((largest, value) => (Number.isFinite(value) ? Math.max(largest, value) : largest), 0);
  if (!(most > 0)) return null;
  const clean = mean(best.map((value) => Number(value > 0)));
  const ideal = areaOf(best, most);
  const room = clean * most - ideal;
  return room > 0 ? 1 - (areaOf(distances, most) - ideal) / room : null;
}

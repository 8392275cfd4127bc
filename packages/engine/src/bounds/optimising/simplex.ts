/**
 * Moves w[from … to − 1] to the nearest point of the simplex: w ≥ 0, Σ w = 1, and so that the numbers' sum is 1 but for rounding.
 *
 *     w_i ← max(0, w_i − τ),   τ such that the sum is 1
 *
 * Source: Michelot, Journal of Optimization Theory and Applications 50, 1986: what is not above τ is left out until nothing is.
 *
 * @example
 * const w = Float64Array.of(1, 0.5);
 * ontoSimplex(w, 0, 2);
 * w; // [0.75, 0.25]
 */
export function ontoSimplex(w: Float64Array, from: number, to: number): void {
  let [least, count, isDone] = [-Infinity, to - from, false];
  while (!isDone) {
    let sum = 0;
    for (let k = from; k < to; k++) if (w[k]! > least) sum += w[k]!;
    const tau = (sum - 1) / count;
    let left = 0;
    for (let k = from; k < to; k++) if (w[k]! > tau) left++;
    isDone = left === count;
    [least, count] = [tau, left];
  }
  let sum = 0;
  for (let k = from; k < to; k++) sum += w[k] = Math.max(0, w[k]! - least);
  for (let k = from; k < to; k++) w[k]! /= sum;
}

import { matrix, solve } from '@fragility/numerics';

const STEPS = 50;
const SETTLED = 1e-10;

/**
 * Weights of draws, of sum 1, under which moments whose means are known to be 0 have them: the nearest to equal ones in relative entropy.
 *
 *     w_k ∝ exp⟨λ, m_k⟩ with Σ w_k m_k = 0, by Newton's method
 *
 * Source: Deville & Särndal, J. Amer. Statist. Assoc. 1992 (raking).
 *
 * @param moments those of every draw
 */
export function calibrated(moments) {
  const p = moments[0].length;
  let lambda = new Float64Array(p);
  for (let step = 0; ; step++) {
    const raw = moments.map((m) => Math.exp(m.reduce((sum, value, j) => sum + lambda[j] * value, 0)));
    const total = raw.reduce((a, b) => a + b, 0);
    const weights = raw.map((value) => value / total);
    const mean = new Float64Array(p);
    const spread = new Float64Array(p * p);
    moments.forEach((m, k) => m.forEach((value, j) => (mean[j] += weights[k] * value)));
    if (Math.max(...mean.map(Math.abs)) < SETTLED) return weights;
    if (step === STEPS) throw new Error('laws: the moments of these draws cannot be calibrated');
    moments.forEach((m, k) =>
      m.forEach((a, i) => m.forEach((b, j) => (spread[i * p + j] += weights[k] * (a - mean[i]) * (b - mean[j])))),
    );
    const change = solve(matrix(p, p, spread), matrix(p, 1, mean)).data;
    lambda = lambda.map((value, j) => value - change[j]);
  }
}

/** The value that half of the weight lies below. */
export function weightedMedian(values, weights) {
  const order = values.map((_, k) => k).sort((a, b) => values[a] - values[b]);
  let below = 0;
  for (const k of order) {
    below += weights[k];
    if (below >= 0.5) return values[k];
  }
  return values[order.at(-1)];
}

import { roundings, type Forms } from './forms.js';

/** Which inputs the rectifiers with an ε of their own depend on: `[ε, inputs]`, each row of shares. */
export type Shares = Float64Array;

/**
 * Forms of max(0, z), in place. Where l < 0 < u, with the slope λ = u / (u − l),
 *
 *     max(0, z) ∈ λ z + [0, D],   D = max(−λ l, (1 − λ) u)
 *
 * and the interval becomes a new ε. Source: Singh et al., Fast and effective robustness certification, NeurIPS 2018, Theorem 3.1.
 */
export function throughRectifiers(forms: Forms, size: number, inputs: number, shares: Shares): void {
  const { centre, generators, error, magnitude, stride, living } = forms;
  const before = forms.count;
  let [alive, count] = [0, before];
  for (let r = 0; r < size; r++) {
    const at = r * stride;
    const radius = magnitude[r]! - Math.abs(centre[r]!) + error[r]! + roundings(4) * magnitude[r]!;
    const [l, u] = [centre[r]! - radius, centre[r]! + radius];
    if (u <= 0) continue;
    living[alive++] = r;
    generators.fill(0, at + before, at + before + size);
    if (l >= 0) continue;
    const slope = Math.min(1, u / (u - l));
    const half = Math.max(-slope * l, (1 - slope) * u) * (0.5 + 2 ** -50);
    let own = 0;
    for (let k = 0; k < inputs; k++) own += Math.abs(generators[at + k]!);
    for (let k = 0; k < inputs; k++)
      shares[count * inputs + k] = own > 0 ? Math.abs(generators[at + k]!) / own : 1 / inputs;
    for (let q = 0; q < before; q++) generators[at + q]! *= slope;
    generators[at + count] = half;
    centre[r] = slope * centre[r]! + half;
    magnitude[r] = slope * magnitude[r]! + 2 * half;
    error[r] = slope * error[r]! + roundings(4) * magnitude[r]!;
    count++;
  }
  forms.alive = alive;
  forms.count = count;
}

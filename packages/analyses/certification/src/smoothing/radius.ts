import { clopperPearson, normalQuantile } from '@fragility/numerics';

/**
 * The certified L2 radius of the smoothed classifier, from how often the class it says was seen:
 *
 *     R = σ Φ⁻¹(p),   p the one-sided Clopper–Pearson lower bound of the class's probability, which fails with probability α at most
 *
 * Source: Cohen, Rosenfeld & Kolter, ICML 2019, arXiv:1902.02918, theorem 1 and CERTIFY.
 *
 * @returns p, and the radius: null where p ≤ 1/2, and the classifier abstains
 * @example smoothedRadius(1000, 1000, { sigma: 0.25, alpha: 0.001 }).radius!.toFixed(2); // '0.62'
 */
export function smoothedRadius(
  count: number,
  n: number,
  { sigma, alpha }: { readonly sigma: number; readonly alpha: number },
): { readonly p: number; readonly radius: number | null } {
  const [p] = clopperPearson(count, n, 1 - 2 * alpha);
  return { p, radius: p > 0.5 ? sigma * normalQuantile(p) : null };
}

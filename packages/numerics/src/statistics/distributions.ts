import { gammaRatio, incompleteBeta } from '../special/index.js';
import { normalCdf, normalDensity } from './normal.js';

/**
 * Distribution function of Beta(a, b): the regularised incomplete beta function I_x(a, b).
 *
 * @example betaCdf(0.25, 1, 1); // 0.25
 */
export const betaCdf = incompleteBeta;

/**
 * Distribution function of Student's t with ν degrees of freedom.
 *
 * @example studentTCdf(0, 3); // 0.5
 */
export function studentTCdf(t: number, degrees: number): number {
  const tail = betaCdf(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
  return t > 0 ? 1 - tail : tail;
}

/**
 * Expected compression ratio of Theorem 1, E|u₁| for u uniform on the sphere of R^d.
 *
 *     E C = Γ(d/2) / (√π Γ((d + 1)/2)) ≈ √(2/(πd))
 *
 * Source: arXiv:2406.16200, §3.
 * @example meanCompression(100); // 0.0800…
 */
export const meanCompression = (d: number): number => gammaRatio(d / 2) / Math.sqrt(Math.PI);

/**
 * Distribution function of the compression ratio of Theorem 1: C² ~ Beta(1/2, (d − 1)/2).
 *
 * @example compressionCdf(0.5, 3); // 0.5000…
 */
export const compressionCdf = (c: number, d: number): number => betaCdf(c * c, 0.5, (d - 1) / 2);

/**
 * Gardner's κ(α): the max-margin distance of α·d random ±1 labelled points of N(0, I_d), d → ∞; for 0 < α < 2.
 *
 *     1/α = (1 + κ²) Φ(κ) + κ φ(κ)
 *
 * Source: Gardner, J. Phys. A 1988.
 * @example gardnerKappa(1); // 0.4707…
 */
export function gardnerKappa(alpha: number): number {
  let [low, high] = [0, 1 / Math.sqrt(alpha) + 10];
  for (let k = 0; k < 200 && high - low > 1e-15 * high; k++) {
    const kappa = (low + high) / 2;
    const load = (1 + kappa * kappa) * normalCdf(kappa) + kappa * normalDensity(kappa);
    if (load < 1 / alpha) low = kappa;
    else high = kappa;
  }
  return (low + high) / 2;
}

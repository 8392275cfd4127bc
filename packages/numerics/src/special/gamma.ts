/** Coefficients B₂ₖ / (2k (2k − 1)) of Stirling's series, k = 1 … 8. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400] as const;

/**
 * What Stirling's formula leaves out of ln Γ:
 *
 *     Δ(x) = ln Γ(x) − (x − ½) ln x + x − ½ ln 2π,   0 < Δ(x) < 1/(12x),   x > 0; NaN elsewhere
 *
 * Ratios of gamma functions keep their digits through it, where differences of ln Γ lose them: ln Γ(10⁵) ≈ 10⁶.
 * Source: DLMF 5.11.1; below x = 10 by Δ(x) = Δ(x + 1) + (x + ½) ln(1 + 1/x) − 1.
 *
 * @example stirlingError(1); // 0.08106146679532726
 */
export function stirlingError(x: number): number {
  if (!(x > 0)) return NaN;
  let steps = 0;
  for (; x < 10; x++) steps += (x + 0.5) * Math.log1p(1 / x) - 1;
  const inverse = 1 / (x * x);
  let series = 0;
  for (let k = STIRLING.length - 1; k >= 0; k--) series = series * inverse + STIRLING[k]!;
  return steps + series / x;
}

/**
 * Γ(x) / Γ(x + ½), x > 0.
 *
 * @example gammaRatio(0.5) ** 2; // 3.1415…
 */
export const gammaRatio = (x: number): number =>
  Math.exp(0.5 - x * Math.log1p(0.5 / x) + stirlingError(x) - stirlingError(x + 0.5)) / Math.sqrt(x);

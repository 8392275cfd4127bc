import { dot, type Principal, type Row } from '@fragility/numerics';

/** Shares of the variance that the bands of components end at. */
export const BANDS = [0.5, 0.75, 0.9, 0.99, 1] as const;

/** How a direction spreads over the principal components of data. */
export interface Spectrum {
  /** Σ t_k over the components of each band, t_k = ⟨v, e_k⟩²/‖v‖². */
  readonly shares: readonly number[];
  /** 1 − Σ_k t_k: outside of what the points span. */
  readonly outside: number;
  /** Variance of the data along v over that along an average direction, Σ_k t_k λ_k / (Σ_k λ_k/d). */
  readonly variance: number;
}

/** Index into {@link BANDS} of every component: a band ends with the component that brings the sum of variances to its share. */
export function bandsOf(variances: Float64Array): number[] {
  const total = variances.reduce((a, b) => a + b, 0);
  let before = 0;
  return Array.from(variances, (variance) => {
    const band = BANDS.findIndex((end) => before < end * total * (1 - 1e-12));
    before += variance;
    return band < 0 ? BANDS.length - 1 : band;
  });
}

/** How a direction that is not zero spreads over principal components. */
export function spectrumOf({ variances, components }: Principal, bands: readonly number[], v: Row): Spectrum {
  const d = v.length;
  const size = dot(v, v);
  const shares = BANDS.map(() => 0);
  let [along, total] = [0, 0];
  variances.forEach((variance, k) => {
    const share = dot(v, components.data.subarray(k * d, (k + 1) * d)) ** 2 / size;
    shares[bands[k]!]! += share;
    along += share * variance;
    total += variance;
  });
  const inside = shares.reduce((a, b) => a + b, 0);
  return { shares, outside: Math.max(0, 1 - inside), variance: total === 0 ? NaN : (along * d) / total };
}

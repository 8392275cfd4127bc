import { mean } from '@fragility/numerics';

/** A reverse Weibull distribution: P(Y ≤ y) = exp(−((a − y)/b)^c) for y ≤ a. */
export interface ReverseWeibull {
  /** a, the end of the distribution: no value is larger. */
  readonly location: number;
  readonly scale: number;
  readonly shape: number;
}

/** Where the end is looked for: beyond the largest value by 10⁻⁴ to 10 times the spread, at so many places, evenly in the logarithm. */
const [NEAR, FAR, PLACES] = [1e-4, 10, 120];

/** Shape and scale of greatest likelihood for t = a − y > 0, and that log-likelihood a value; shapes below 1, whose density has no bound at the end, are left out. */
function fitBelow(t: readonly number[]): { shape: number; scale: number; likelihood: number } | undefined {
  const logs = t.map(Math.log);
  const middle = mean(logs);
  const largest = Math.max(...logs);
  /** Σ t^c ln t / Σ t^c − 1/c − mean ln t, which grows with c. */
  const slope = (c: number): number => {
    const weights = logs.map((l) => Math.exp(c * (l - largest)));
    const total = weights.reduce((a, b) => a + b, 0);
    return weights.reduce((sum, w, i) => sum + w * logs[i]!, 0) / total - 1 / c - middle;
  };
  if (slope(1) > 0) return undefined;
  let [low, high] = [1, 2];
  while (slope(high) < 0 && high < 1e6) [low, high] = [high, 2 * high];
  for (let k = 0; k < 45; k++) {
    const c = (low + high) / 2;
    if (slope(c) < 0) low = c;
    else high = c;
  }
  const c = (low + high) / 2;
  const logScale = largest + Math.log(mean(logs.map((l) => Math.exp(c * (l - largest))))) / c;
  return { shape: c, scale: Math.exp(logScale), likelihood: Math.log(c) - c * logScale + (c - 1) * middle - 1 };
}

/**
 * The reverse Weibull distribution of greatest likelihood, with shape ≥ 1.
 *
 * @returns values that are all alike are their own end
 * @example fitReverseWeibull([1, 1, 1]).location; // 1
 */
export function fitReverseWeibull(values: readonly number[]): ReverseWeibull {
  const most = Math.max(...values);
  const spread = most - Math.min(...values);
  const alike = { location: most, scale: 0, shape: 1 };
  if (!(spread > 1e-9 * Math.abs(most))) return alike;
  let best: (ReverseWeibull & { likelihood: number }) | undefined;
  for (let k = 0; k < PLACES; k++) {
    const location = most + spread * NEAR * (FAR / NEAR) ** (k / (PLACES - 1));
    const found = fitBelow(values.map((y) => location - y));
    if (found && (!best || found.likelihood > best.likelihood)) best = { location, ...found };
  }
  if (!best) return alike;
  const { location, scale, shape } = best;
  return { location, scale, shape };
}

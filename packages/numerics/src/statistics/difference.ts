import { wilson } from './wilson.js';

const { max, sqrt } = Math;

/** Successes among n trials. */
export interface Proportion {
  readonly successes: number;
  readonly n: number;
}

/** How many pairs succeed in both, in the first only, in the second only, in neither. */
export interface PairCounts {
  readonly both: number;
  readonly first: number;
  readonly second: number;
  readonly neither: number;
}

/** A difference of proportions and its interval. */
export interface Difference {
  readonly difference: number;
  readonly interval: readonly [low: number, high: number];
}

/** Newcombe's interval from both Wilson intervals and the correlation φ of the two proportions. */
function squareAndAdd(a: Proportion, b: Proportion, phi: number, confidence: number): Difference {
  const [p, q] = [a.successes / a.n, b.successes / b.n];
  const [pLow, pHigh] = wilson(a.successes, a.n, confidence);
  const [qLow, qHigh] = wilson(b.successes, b.n, confidence);
  const half = (x: number, y: number): number => sqrt(max(0, x * x - 2 * phi * x * y + y * y));
  return { difference: p - q, interval: [p - q - half(p - pLow, qHigh - q), p - q + half(pHigh - p, q - qLow)] };
}

/**
 * Difference p − q of two independent proportions with Newcombe's interval (method 10).
 *
 *     [p − q − √((p − l₁)² + (u₂ − q)²),  p − q + √((u₁ − p)² + (q − l₂)²)],   [lᵢ, uᵢ] Wilson's
 *
 * Source: Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17 (1998), 873–890.
 *
 * @throws FragilityError `numerics/proportion`.
 * @example proportionDifference({ successes: 56, n: 70 }, { successes: 48, n: 80 }).interval.map((end) => end.toFixed(4)); // ['0.0524', '0.3339']
 */
export const proportionDifference = (first: Proportion, second: Proportion, confidence = 0.95): Difference =>
  squareAndAdd(first, second, 0, confidence);

/** Correlation of paired proportions, its numerator corrected for continuity towards 0; 0 where a margin is empty. */
function correlation({ both, first, second, neither }: PairCounts): number {
  const margins = (both + first) * (second + neither) * (both + second) * (first + neither);
  if (margins === 0) return 0;
  const surplus = both * neither - first * second;
  const n = both + first + second + neither;
  return (surplus > 0 ? max(0, surplus - n / 2) : surplus) / sqrt(margins);
}

/**
 * Difference of two proportions over the same examples with Newcombe's interval for paired data (method 10).
 *
 *     as {@link proportionDifference}, with −2φ(p − l₁)(u₂ − q) and −2φ(u₁ − p)(q − l₂) below the roots
 *
 * Source: Newcombe, Improved confidence intervals for the difference between binomial proportions based on paired data, Statistics in Medicine 17 (1998), 2635–2650.
 *
 * @throws FragilityError `numerics/proportion` where there is no pair.
 * @example pairedDifference({ both: 36, first: 12, second: 2, neither: 0 }).difference.toFixed(2); // '0.20'
 */
export function pairedDifference(pairs: PairCounts, confidence = 0.95): Difference {
  const { both, first, second, neither } = pairs;
  const n = both + first + second + neither;
  return squareAndAdd({ successes: both + first, n }, { successes: both + second, n }, correlation(pairs), confidence);
}

import type { Random } from '../types.js';
import { integer } from '../random/distributions.js';

type Numbers = ArrayLike<number>;

/**
 * Arithmetic mean; NaN of nothing.
 *
 * @example mean([1, 2, 6]); // 3
 */
export const mean = (values: Numbers): number => {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]!;
  return sum / values.length;
};

/**
 * The largest of any number of values; −Infinity of none. `Math.max(...values)` of a hundred thousand ends the stack.
 *
 * @example maximum([1, 3, 2]); // 3
 */
export const maximum = (values: Numbers): number => {
  let most = -Infinity;
  for (let k = 0; k < values.length; k++) most = Math.max(most, values[k]!);
  return most;
};

/**
 * The smallest of any number of values; Infinity of none.
 *
 * @example minimum([2, 1, 3]); // 1
 */
export const minimum = (values: Numbers): number => {
  let least = Infinity;
  for (let k = 0; k < values.length; k++) least = Math.min(least, values[k]!);
  return least;
};

/**
 * Unbiased variance (n − 1).
 *
 * @example variance([1, 2, 3]); // 1
 */
export const variance = (values: Numbers): number => {
  const centre = mean(values);
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += (values[k]! - centre) ** 2;
  return sum / (values.length - 1);
};

/**
 * Quantile p ∈ [0, 1], linear between order statistics.
 *
 * @example quantile([1, 2, 3, 4], 0.25); // 1.75
 */
export function quantile(values: Numbers, p: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = p * (sorted.length - 1);
  const low = Math.floor(at);
  const left = sorted[low] ?? NaN;
  const right = sorted[low + 1];
  return right === undefined || at === low ? left : left + (at - low) * (right - left);
}

/**
 * The middle value, or the mean of the two in the middle.
 *
 * @example median([3, 1, 2, 10]); // 2.5
 */
export const median = (values: Numbers): number => quantile(values, 0.5);

/**
 * Least-squares line y = intercept + slope·x, with r² and the standard error of the slope.
 *
 * @example linearFit([0, 1, 2], [1, 3, 5]).slope; // 2
 */
export function linearFit(
  x: Numbers,
  y: Numbers,
): { slope: number; intercept: number; r2: number; standardError: number } {
  const n = x.length;
  const [mx, my] = [mean(x), mean(y)];
  let [sxx, sxy, syy] = [0, 0, 0];
  for (let k = 0; k < n; k++) {
    sxx += (x[k]! - mx) ** 2;
    sxy += (x[k]! - mx) * (y[k]! - my);
    syy += (y[k]! - my) ** 2;
  }
  const slope = sxy / sxx;
  const r2 = syy > 0 ? (sxy * sxy) / (sxx * syy) : 1;
  return {
    slope,
    intercept: my - slope * mx,
    r2,
    standardError: Math.sqrt(Math.max(0, syy - slope * sxy) / (n - 2) / sxx),
  };
}

/**
 * Pearson's correlation coefficient.
 *
 * @example pearson([1, 2, 3], [6, 4, 2]); // -1
 */
export function pearson(x: Numbers, y: Numbers): number {
  const { slope, r2 } = linearFit(x, y);
  return Math.sign(slope) * Math.sqrt(r2);
}

/**
 * Ranks from 1, ties averaged.
 *
 * @example ranks([10, 30, 10]); // [1.5, 3, 1.5]
 */
export function ranks(values: Numbers): Float64Array {
  const order = Array.from({ length: values.length }, (_, k) => k).sort((a, b) => values[a]! - values[b]!);
  const result = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end + 1 < order.length && values[order[end + 1]!] === values[order[start]!]) end++;
    for (let k = start; k <= end; k++) result[order[k]!] = (start + end) / 2 + 1;
    start = end + 1;
  }
  return result;
}

/**
 * Spearman's rank correlation.
 *
 * @example spearman([1, 2, 3], [1, 10, 100]); // 1
 */
export const spearman = (x: Numbers, y: Numbers): number => pearson(ranks(x), ranks(y));

/**
 * Percentile bootstrap interval of a statistic of n observations, resampled by index.
 *
 * @example
 * const values = [1, 2, 3, 4, 5];
 * const { low, high } = bootstrap(random(1), 5, (indices) => mean(Array.from(indices, (i) => values[i]!)));
 * low < 3 && 3 < high; // true
 */
export function bootstrap(
  stream: Random,
  n: number,
  statistic: (indices: Int32Array) => number,
  { rounds = 1000, level = 0.95 }: { rounds?: number; level?: number } = {},
): { low: number; high: number } {
  const values = Array.from({ length: rounds }, () =>
    statistic(Int32Array.from({ length: n }, () => integer(stream, n))),
  );
  return { low: quantile(values, (1 - level) / 2), high: quantile(values, (1 + level) / 2) };
}

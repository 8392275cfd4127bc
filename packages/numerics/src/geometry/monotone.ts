/**
 * Solves `value(t) = target` for a continuous, non-decreasing, piecewise function of t ≥ 0 whose pieces end at `breakpoints`.
 *
 * Finds the piece by bisection over the sorted breakpoints (O(d log d) with an O(d) `value`), then the point in the piece by
 * `within(low, high)`, which solves the piece in closed form. Infinity where `value` never reaches the target.
 */
export function solveMonotone(
  breakpoints: Float64Array,
  target: number,
  value: (t: number) => number,
  within: (low: number, high: number) => number,
): number {
  const sorted = breakpoints.filter((t) => t > 0 && t < Infinity).sort();
  let low = -1;
  let high = sorted.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (value(sorted[middle]!) < target) low = middle;
    else high = middle;
  }
  return within(low < 0 ? 0 : sorted[low]!, high < sorted.length ? sorted[high]! : Infinity);
}

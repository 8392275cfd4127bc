import type { FoundRecord } from '@fragility/analysis';
import { mean, median, wilson } from '@fragility/numerics';

/** What records of one attack at one budget come to. */
export interface Accuracy {
  readonly examples: number;
  readonly clean_accuracy: number;
  readonly robust_accuracy: number;
  readonly median_distance: number | null;
  readonly forwards_per_example: number;
  readonly robust_low: number;
  readonly robust_high: number;
}

/** Median distance of the attacked examples, an example not fooled counting as ∞; null where the median is not finite. */
function medianDistance(records: readonly FoundRecord[]): number | null {
  const distances = records
    .filter(({ skipped }) => !skipped)
    .map(({ success, distance }) => (success ? (distance ?? Infinity) : Infinity));
  const middle = distances.length > 0 ? median(distances) : NaN;
  return Number.isFinite(middle) ? middle : null;
}

/**
 * Clean and robust accuracy, with Wilson's interval of the latter.
 *
 *     clean = 1 − skipped/n,  robust = 1 − (skipped + fooled)/n
 *
 * Distances are those of correctly classified examples; without a budget everything that can be fooled counts as fooled.
 *
 * @param records at least one
 */
export function accuracyOf(records: readonly FoundRecord[], confidence: number): Accuracy {
  const n = records.length;
  const robust = records.filter(({ success, skipped }) => !success && !skipped).length;
  const [low, high] = wilson(robust, n, confidence);
  return {
    examples: n,
    clean_accuracy: records.filter(({ skipped }) => !skipped).length / n,
    robust_accuracy: robust / n,
    median_distance: medianDistance(records),
    forwards_per_example: mean(records.map(({ forwards }) => forwards)),
    robust_low: low,
    robust_high: high,
  };
}

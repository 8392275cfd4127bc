import type { FoundRecord } from '@fragility/analysis';
import { median, wilson } from '@fragility/numerics';
import { gatherDistances } from './distances.js';

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

/** What was found on correctly classified examples, for figures. */
export interface Found {
  readonly examples: number;
  readonly skipped: number;
  readonly robust: number;
  /** One of each attacked example, Infinity where it was not fooled; in the order of the records. */
  readonly distances: Float64Array;
  /** How many examples were fooled after so many passes, forward and backward. */
  readonly passes: ReadonlyMap<number, number>;
}

/** Records that are counted as they come: of each, one distance stays in memory. */
export interface Count {
  add(record: FoundRecord): void;
  found(): Found;
  /**
   * Clean and robust accuracy, with Wilson's interval of the latter.
   *
   *     clean = 1 − skipped/n,  robust = 1 − (skipped + fooled)/n
   *
   * Distances are those of correctly classified examples, one not fooled counting as ∞ and a median that is not finite as null; without a budget
   * everything that can be fooled counts as fooled.
   */
  accuracy(confidence: number): Accuracy;
}

/** Counts records of one attack at one budget. */
export function countRecords(): Count {
  let [examples, robust, skipped, forwards] = [0, 0, 0, 0];
  const distances = gatherDistances();
  const passes = new Map<number, number>();
  return {
    add: (record) => {
      examples++;
      forwards += record.forwards;
      if (record.skipped) return void skipped++;
      if (record.success) {
        const spent = record.forwards + record.backwards;
        passes.set(spent, (passes.get(spent) ?? 0) + 1);
      } else robust++;
      distances.add(record.success ? (record.distance ?? Infinity) : Infinity);
    },
    found: () => ({ examples, skipped, robust, distances: distances.all(), passes }),
    accuracy: (confidence) => {
      const [low, high] = wilson(robust, examples, confidence);
      const known = distances.all();
      const middle = known.length > 0 ? median(known) : NaN;
      return {
        examples,
        clean_accuracy: (examples - skipped) / examples,
        robust_accuracy: robust / examples,
        median_distance: Number.isFinite(middle) ? middle : null,
        forwards_per_example: forwards / examples,
        robust_low: low,
        robust_high: high,
      };
    },
  };
}

/**
 * Clean and robust accuracy of records of one attack at one budget, with Wilson's interval of the latter.
 *
 * @param records at least one
 */
export function accuracyOf(records: readonly FoundRecord[], confidence: number): Accuracy {
  const count = countRecords();
  records.forEach(count.add);
  return count.accuracy(confidence);
}

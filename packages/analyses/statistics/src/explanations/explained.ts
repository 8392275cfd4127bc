import { pearson, spearman, type Random } from '@fragility/numerics';
import { partialCorrelation } from '../regression/partial.js';
import { regress } from '../regression/regress.js';
import { bootstrappedAll, FEWEST, redrawn, type Interval } from '../regression/resample.js';
import type { Cases } from './cases.js';
import { correlationsOf } from './correlations.js';

/** What one candidate explains. */
export interface Explained {
  readonly name: string;
  readonly log: boolean;
  readonly correlation: number;
  readonly rankCorrelation: number;
  /** R² of the candidate alone, each example foretold from all others. */
  readonly alone: number;
  readonly aloneInterval: Interval | null;
  /** Given all other candidates; null where they determine it. */
  readonly partial: number | null;
  readonly partialInterval: Interval | null;
}

export interface Explanation {
  readonly candidates: readonly Explained[];
  /** R² of all candidates together, each example foretold from all others; null where they depend on one another. */
  readonly together: number | null;
  /** How much more the first candidate explains alone than the best of the others. */
  readonly lead: { readonly value: number; readonly interval: Interval | null } | null;
}

/** By how much the first is above the highest of the others. */
function leadOf([first = null, ...others]: readonly (number | null)[]): number | null {
  const known = others.filter((value) => value !== null);
  return first === null || known.length === 0 || known.length < others.length ? null : first - Math.max(...known);
}

/** How often each case counts in a resample: of whole trials where there are enough of them, as examples of one model depend on one another; else of examples. */
function weightsOf(stream: Random, { trial, target }: Cases): Float64Array {
  const trials = trial.reduce((most, one) => Math.max(most, one), -1) + 1;
  const clusters = trials >= FEWEST;
  const counts = new Float64Array(clusters ? trials : target.length);
  for (const k of redrawn(stream, counts.length)) counts[k]!++;
  return clusters ? Float64Array.from(trial, (one) => counts[one]!) : counts;
}

/** R² with the freedom of a line taken off, which is what a line foretells of values that it has not seen. */
const adjusted = (r: number | null, n: number): number | null =>
  r === null ? null : 1 - ((1 - r * r) * (n - 1)) / (n - 2);

/**
 * What each candidate explains of the target, alone and given the others, with intervals over resampled trials or examples.
 *
 * @returns a sentence where it cannot be told: why
 */
export function explain(cases: Cases): Explanation | string {
  const { target, candidates } = cases;
  const needed = candidates.length + 10;
  if (target.length < needed)
    return `there are ${target.length} examples of which all is known, and ${needed} are needed`;
  const columns = candidates.map(({ values }) => values);
  const alone = columns.map((column) => regress([column], target)?.leftOut ?? null);
  const constant = candidates[alone.indexOf(null)];
  if (constant) return `${constant.name} is the same for all examples, or what it is to explain is`;

  const again = correlationsOf(columns, target);
  const intervals = bootstrappedAll('explanations', (stream) => {
    const weights = weightsOf(stream, cases);
    const found = again(weights);
    const n = weights.reduce((sum, weight) => sum + weight, 0);
    const explained = found.alone.map((r) => adjusted(r, n));
    return [...explained, ...found.partial, leadOf(explained)];
  });
  const p = candidates.length;
  const lead = leadOf(alone);
  return {
    candidates: candidates.map(({ name, log, values }, k) => ({
      name,
      log,
      correlation: pearson(values, target),
      rankCorrelation: spearman(values, target),
      alone: alone[k]!,
      aloneInterval: intervals[k]!,
      partial: partialCorrelation(columns, target, k),
      partialInterval: intervals[p + k]!,
    })),
    together: regress(columns, target)?.leftOut ?? null,
    lead: lead === null ? null : { value: lead, interval: intervals[2 * p]! },
  };
}

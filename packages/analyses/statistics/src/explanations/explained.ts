import { pearson, spearman, type Random } from '@fragility/numerics';
import { partialCorrelation } from '../regression/partial.js';
import { regress } from '../regression/regress.js';
import { bootstrapped, FEWEST, redrawn, type Interval } from '../regression/resample.js';
import { casesAt, type Cases } from './cases.js';

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

const aloneOf = (cases: Cases, k: number): number | null =>
  regress([cases.candidates[k]!.values], cases.target)?.leftOut ?? null;

/** By how much the first explains more than the best of the others. */
function leadOf(cases: Cases): number | null {
  const all = cases.candidates.map((_, k) => aloneOf(cases, k));
  const [first, ...others] = all;
  return first === null || others.length === 0 || others.includes(null)
    ? null
    : first! - Math.max(...(others as number[]));
}

/** Draws cases anew: whole trials where there are enough of them, as examples of one model depend on one another; else examples. */
function redrawnCases(stream: Random, cases: Cases): Cases {
  const trials = Math.max(...cases.trial) + 1;
  if (trials < FEWEST) return casesAt(cases, redrawn(stream, cases.target.length));
  const members = Array.from({ length: trials }, () => [] as number[]);
  cases.trial.forEach((trial, k) => members[trial]!.push(k));
  return casesAt(cases, Int32Array.from([...redrawn(stream, trials)].flatMap((trial) => members[trial]!)));
}

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
  const interval = (name: string, of: (again: Cases) => number | null): Interval | null =>
    bootstrapped(`explanations/${name}`, (stream) => of(redrawnCases(stream, cases)));
  const constant = candidates.find((_, k) => aloneOf(cases, k) === null);
  if (constant) return `${constant.name} is the same for all examples, or what it is to explain is`;
  const partialOf = (from: Cases, k: number): number | null =>
    partialCorrelation(
      from.candidates.map(({ values }) => values),
      from.target,
      k,
    );
  const lead = leadOf(cases);
  return {
    candidates: candidates.map(({ name, log, values }, k) => {
      const partial = partialOf(cases, k);
      return {
        name,
        log,
        correlation: pearson(values, target),
        rankCorrelation: spearman(values, target),
        alone: aloneOf(cases, k)!,
        aloneInterval: interval(name, (again) => aloneOf(again, k)),
        partial,
        partialInterval: partial === null ? null : interval(`${name}/partial`, (again) => partialOf(again, k)),
      };
    }),
    together:
      regress(
        candidates.map(({ values }) => values),
        target,
      )?.leftOut ?? null,
    lead: lead === null ? null : { value: lead, interval: interval('lead', leadOf) },
  };
}

import { groupBy, type Claim, type SweptRow } from '@fragility/analysis';
import { estimate, FEWEST_SEEDS, type Estimate } from './estimate.js';
import { meanOf } from './means.js';

type Measured = Pick<Claim, 'name' | 'statement' | 'source' | 'statistic'>;

/** Why an estimate decides nothing, whatever it is; undefined where it may. */
export function whyUndecided({ n, seeds, interval, resampled }: Estimate): string | undefined {
  if (n === 0) return 'no correctly classified example has a value';
  if (seeds < FEWEST_SEEDS)
    return `there ${seeds === 1 ? 'is one seed' : `are ${seeds} seeds`} only, and other networks may do otherwise: give at least ${FEWEST_SEEDS}`;
  if (interval === null || resampled !== 'seeds') return 'the statistic has no value on some of the draws';
  return undefined;
}

/** A side of a threshold. */
interface Side {
  readonly side: 'above' | 'below';
  readonly threshold: number;
}

/** What is claimed of each model. */
interface Claimed extends Side {
  readonly claim: (model: string) => Measured;
}

/** By which rows it is judged, and what of them. */
interface Judged extends Claimed {
  /** Whether a row has a value. */
  readonly usable: (row: SweptRow) => boolean;
  readonly estimated: (rows: readonly SweptRow[]) => number;
}

/**
 * Judges a claim that a number is above, or below, a threshold, by the 95 % interval over seeds.
 *
 *     holds ⇔ all of the interval is on that side;  does not hold ⇔ all of it is on the other;  else undecided
 */
export function claimOfSide(claim: Measured, found: Estimate, { side, threshold }: Side): Claim {
  const { value, interval } = found;
  const all = {
    ...claim,
    value: Number.isFinite(value) ? value : null,
    interval,
    criterion: `all of the 95 % interval is ${side} ${String(threshold).replace('-', '−')}`,
  };
  const reason = whyUndecided(found);
  if (reason !== undefined) return { ...all, verdict: 'undecided', reason };
  const [low, high] = interval!;
  const [above, below] = [low > threshold, high < threshold];
  if (above || below) return { ...all, verdict: above === (side === 'above') ? 'holds' : 'does not hold' };
  return { ...all, verdict: 'undecided', reason: `the interval has ${threshold} in it: more seeds are needed` };
}

/** Judges of each model whether a statistic of its rows is above, or below, a threshold, by the 95 % interval over seeds. */
export const claimsOfSide = (rows: readonly SweptRow[], { claim, usable, estimated, ...side }: Judged): Claim[] =>
  [...groupBy(rows, ({ model }) => model)].map(([model, own]) =>
    claimOfSide(claim(model), estimate(own.filter(usable), estimated), side),
  );

/** The same of the mean of a column, over those rows that have a value in it. */
export const claimsOfMean = (
  rows: readonly SweptRow[],
  column: string,
  { among = () => true, ...claimed }: Claimed & { readonly among?: (row: SweptRow) => boolean },
): Claim[] =>
  claimsOfSide(rows, {
    ...claimed,
    usable: (row) => among(row) && row[column] !== null,
    estimated: meanOf(column),
  });

/** A claim that the data leave undecided for a reason of the estimate, whatever it would be otherwise. */
export const unlessUndecided = (claim: Claim, estimate: Estimate): Claim => {
  const reason = whyUndecided(estimate);
  return reason === undefined ? claim : { ...claim, verdict: 'undecided', reason };
};

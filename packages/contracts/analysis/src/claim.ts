import { wilson } from '@fragility/numerics';

/** What the data say of a claim. */
export type Verdict = 'holds' | 'does not hold' | 'undecided';

/** A claim, and what the data say of it. */
export interface Claim {
  /** Unlike that of any other claim of the experiment: `interpolating/slope`. */
  readonly name: string;
  /** What is claimed, as a sentence. */
  readonly statement: string;
  /** Who says so: paper, theorem or equation. */
  readonly source: string;
  /** What was measured, in words. */
  readonly statistic: string;
  readonly value: number | null;
  /** Of the value, 95 %; null where it has none. */
  readonly interval: readonly [low: number, high: number] | null;
  /** When the claim holds, in words. */
  readonly criterion: string;
  readonly verdict: Verdict;
  /** Why it is undecided. */
  readonly reason?: string;
}

type Measured = Pick<Claim, 'name' | 'statement' | 'source' | 'statistic'>;

const isFinite = (value: number | null | undefined): value is number => Number.isFinite(value);

const undecided = (of: Omit<Claim, 'verdict' | 'reason'>, reason: string): Claim => ({
  ...of,
  verdict: 'undecided',
  reason,
});

/**
 * Judges a claim that a number has a value, by the 95 % interval of what was measured.
 *
 *     holds ⇔ expected ∈ [low, high] and (high − low)/2 ≤ halfWidth;  does not hold ⇔ expected ∉ [low, high]
 *
 * An interval that holds the value and is wider leaves it undecided, and so does one that is not finite.
 *
 * @example
 * const claim = { name: 'slope', statement: 'ρ falls like d^−1/2.', source: 'arXiv:2406.16200', statistic: 'slope' };
 * claimOfValue(claim, { value: -0.49, interval: [-0.51, -0.47] }, { expected: -0.5, halfWidth: 0.05 }).verdict; // 'holds'
 */
export function claimOfValue(
  claim: Measured,
  { value, interval }: { readonly value: number; readonly interval: readonly [number, number] | null },
  { expected, halfWidth }: { readonly expected: number; readonly halfWidth: number },
): Claim {
  const all = {
    ...claim,
    value: isFinite(value) ? value : null,
    interval: interval?.every(isFinite) ? interval : null,
    criterion: `the 95 % interval has ${String(expected).replace('-', '−')} in it and is no wider than ± ${halfWidth}`,
  };
  if (!all.interval || all.value === null) return undecided(all, 'there are too few independent draws for an interval');
  const [low, high] = all.interval;
  if (expected < low || expected > high) return { ...all, verdict: 'does not hold' };
  const half = (high - low) / 2;
  if (half <= halfWidth) return { ...all, verdict: 'holds' };
  return undecided(all, `the interval is ± ${half.toPrecision(2)} wide: more draws are needed`);
}

/**
 * Judges a claim that a number lies in a range, by the 95 % interval of what was measured.
 *
 *     holds ⇔ from < low and high < to;   does not hold ⇔ high ≤ from or low ≥ to
 *
 * @example
 * const claim = { name: 'slope', statement: 'δ falls slower than 1/√d.', source: 'Theorem 1', statistic: 'slope' };
 * claimOfRange(claim, { value: -0.13, interval: [-0.17, -0.09] }, { from: -0.5, to: 0 }).verdict; // 'holds'
 */
export function claimOfRange(
  claim: Measured,
  { value, interval }: { readonly value: number; readonly interval: readonly [number, number] | null },
  { from, to }: { readonly from: number; readonly to: number },
): Claim {
  const ends = [from, to].map((end) => String(end).replace('-', '−'));
  const all = {
    ...claim,
    value: isFinite(value) ? value : null,
    interval: interval?.every(isFinite) ? interval : null,
    criterion: `the 95 % interval lies between ${ends.join(' and ')}`,
  };
  if (!all.interval || all.value === null) return undecided(all, 'there are too few independent draws for an interval');
  const [low, high] = all.interval;
  if (from < low && high < to) return { ...all, verdict: 'holds' };
  if (high <= from || low >= to) return { ...all, verdict: 'does not hold' };
  return undecided(all, 'the interval reaches across an end: more draws are needed');
}

/**
 * Judges a claim that something is distributed as a law says, by a test's p-value over independent draws.
 *
 *     holds ⇔ p > level;  undecided where there are fewer draws than would show a deviation
 *
 * @param fewest draws below which nothing is decided; a deviation shows with few draws too
 * @example
 * const claim = { name: 'law', statement: 'C² ~ Beta(1/2, (d − 1)/2).', source: 'Theorem 1', statistic: 'KS p' };
 * claimOfLaw(claim, { p: 0.4, draws: 300 }, { fewest: 100 }).verdict; // 'holds'
 */
export function claimOfLaw(
  claim: Measured,
  { p, draws }: { readonly p: number; readonly draws: number },
  { level = 0.001, fewest }: { readonly level?: number; readonly fewest: number },
): Claim {
  const all = {
    ...claim,
    value: isFinite(p) ? p : null,
    interval: null,
    criterion: `p > ${level} over at least ${fewest} independent draws`,
  };
  if (all.value === null) return undecided(all, 'there was nothing to test');
  if (all.value <= level) return { ...all, verdict: 'does not hold' };
  return draws >= fewest ? { ...all, verdict: 'holds' } : undecided(all, `there are ${draws} independent draws only`);
}

/**
 * Judges a claim that a share of independent cases is above a value, or below it, by Wilson's 95 % interval.
 *
 *     above: holds ⇔ low > bound, does not hold ⇔ high ≤ bound;   below: the other way round
 *
 * @example
 * const claim = { name: 'apart', statement: 'Points are far apart.', source: 'Theorem 1', statistic: 'share of draws' };
 * claimOfShare(claim, { cases: 100, of: 100 }, { above: 0.9 }).verdict; // 'holds'
 */
export function claimOfShare(
  claim: Measured,
  { cases, of }: { readonly cases: number; readonly of: number },
  bound: { readonly above: number } | { readonly below: number },
): Claim {
  const side = 'above' in bound ? `above ${bound.above}` : `below ${bound.below}`;
  const all = { ...claim, criterion: `the 95 % interval lies ${side}` };
  if (of === 0) return undecided({ ...all, value: null, interval: null }, 'there is nothing to count');
  const [low, high] = wilson(cases, of);
  const found = { ...all, value: cases / of, interval: [low, high] as const };
  const [holds, falls] =
    'above' in bound ? [low > bound.above, high <= bound.above] : [high < bound.below, low >= bound.below];
  if (holds || falls) return { ...found, verdict: holds ? 'holds' : 'does not hold' };
  return undecided(found, `the interval of ${of} cases reaches across: more are needed`);
}

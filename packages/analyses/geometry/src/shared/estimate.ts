import { groupBy, type SweptRow } from '@fragility/analysis';
import { bootstrap, random } from '@fragility/numerics';

/** Seeds from which on they are resampled: below, their spread is not known. */
export const FEWEST_SEEDS = 5;
/** Numbers that a bootstrap may look at. */
const WORK = 1e6;

/** A statistic of rows, and how far other draws would have it elsewhere. */
export interface Estimate {
  readonly n: number;
  readonly seeds: number;
  readonly value: number;
  /** 95 %, by the bootstrap; null where there is nothing to resample. */
  readonly interval: readonly [number, number] | null;
  /** What was resampled: whole seeds where there are enough, else examples of the networks at hand. */
  readonly resampled: 'seeds' | 'examples' | null;
}

/**
 * A statistic with its percentile bootstrap interval.
 *
 * All examples of a seed share a draw of data and a network, and depend on one another: with {@link FEWEST_SEEDS} seeds or more, seeds are resampled.
 * With fewer, examples are, and the interval is about these networks alone.
 */
export function estimate(rows: readonly SweptRow[], statistic: (rows: readonly SweptRow[]) => number): Estimate {
  const bySeed = [...groupBy(rows, ({ seed }) => seed).values()];
  const resampled = bySeed.length >= FEWEST_SEEDS ? 'seeds' : rows.length > 1 ? 'examples' : null;
  const value = rows.length > 0 ? statistic(rows) : NaN;
  const all = { n: rows.length, seeds: bySeed.length, value };
  if (resampled === null || !Number.isFinite(value)) return { ...all, interval: null, resampled: null };
  const units = resampled === 'seeds' ? bySeed : rows.map((row) => [row]);
  const rounds = Math.max(200, Math.min(500, Math.floor(WORK / rows.length)));
  const { low, high } = bootstrap(
    random(0).fork('estimate'),
    units.length,
    (indices) => statistic(Array.from(indices).flatMap((k) => units[k]!)),
    { rounds },
  );
  const finite = Number.isFinite(low) && Number.isFinite(high);
  return { ...all, interval: finite ? [low, high] : null, resampled: finite ? resampled : null };
}

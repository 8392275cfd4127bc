import { integer, quantile, random, type Random } from '@fragility/numerics';

/** Resamples of a bootstrap. */
const ROUNDS = 1000;
/** Independent things below which resampling them says nothing of their spread. */
export const FEWEST = 5;

export type Interval = readonly [low: number, high: number];

/** As many numbers below n as there are, drawn with replacement. */
export const redrawn = (stream: Random, n: number): Int32Array =>
  Int32Array.from({ length: n }, () => integer(stream, n));

/**
 * The 95 % percentile intervals of several statistics over the same resamples.
 *
 * @param statistics values of one resample that the stream draws; null where one has none
 * @returns null for one that a twentieth of the resamples or more have no value of
 */
export function bootstrappedAll(
  name: string,
  statistics: (stream: Random) => readonly (number | null)[],
): (Interval | null)[] {
  const stream = random(0).fork(name);
  const rounds = Array.from({ length: ROUNDS }, () => statistics(stream));
  return (rounds[0] ?? []).map((_, k) => {
    const values = rounds.flatMap((round) => (Number.isFinite(round[k] ?? NaN) ? [round[k]!] : []));
    return values.length > 0.95 * ROUNDS ? [quantile(values, 0.025), quantile(values, 0.975)] : null;
  });
}

/** The 95 % percentile interval of one statistic: see {@link bootstrappedAll}. */
export const bootstrapped = (name: string, statistic: (stream: Random) => number | null): Interval | null =>
  bootstrappedAll(name, (stream) => [statistic(stream)])[0]!;

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
 * The 95 % percentile interval of a statistic over resamples.
 *
 * @param statistic value of one resample that the stream draws; null where it has none
 * @returns null where a twentieth of the resamples or more have no value
 */
export function bootstrapped(name: string, statistic: (stream: Random) => number | null): Interval | null {
  const stream = random(0).fork(name);
  const values = Array.from({ length: ROUNDS }, () => statistic(stream)).filter(
    (value): value is number => value !== null && Number.isFinite(value),
  );
  return values.length > 0.95 * ROUNDS ? [quantile(values, 0.025), quantile(values, 0.975)] : null;
}

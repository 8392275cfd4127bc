import { regress } from '../regression/regress.js';
import { bootstrappedAll, FEWEST, type Interval } from '../regression/resample.js';
import { resampled, statisticOf, type Point, type Series, type Statistic } from './points.js';

/** How a measured quantity grows with a swept one. */
export interface Exponent {
  readonly path: string;
  readonly value: number;
  /** 95 %, draws resampled; null where a point has too few. */
  readonly interval: Interval | null;
}

export interface PowerLaw {
  readonly exponents: readonly Exponent[];
  readonly r2: number;
  readonly points: number;
  /** Draws of the point that has fewest. */
  readonly draws: number;
}

const fitted = (points: readonly Point[], over: readonly string[], statistic: Statistic) =>
  regress(
    over.map((path) => points.map(({ at }) => Math.log(at[path]!))),
    points.map(({ draws }) => Math.log(statisticOf(draws, statistic))),
  );

/**
 * Exponents b of y ≈ c · Π x_k^{b_k}, by least squares on logarithms, with intervals over resampled draws.
 *
 * @returns a sentence where they cannot be told: why
 */
export function powerLawOf({ points }: Series, over: readonly string[], statistic: Statistic): PowerLaw | string {
  const above = points.filter(({ draws }) => statisticOf(draws, statistic) > 0);
  if (above.length < points.length) return `the ${statistic} is not above 0 at every point`;
  if (points.length < over.length + 2)
    return `there are ${points.length} points, and ${over.length + 2} are needed for ${over.length === 1 ? 'a slope' : `${over.length} exponents`}`;
  const fit = fitted(points, over, statistic);
  if (!fit) return 'the swept values do not vary independently of one another, or nothing varies';
  const draws = Math.min(...points.map((point) => point.draws.length));
  const intervals =
    draws < FEWEST
      ? over.map(() => null)
      : bootstrappedAll('scaling-law', (stream) => {
          const again = points.map((point) => resampled(stream, point));
          return [...(fitted(again, over, statistic)?.coefficients ?? over.map(() => null))];
        });
  return {
    exponents: over.map((path, k) => ({ path, value: fit.coefficients[k]!, interval: intervals[k]! })),
    r2: fit.r2,
    points: points.length,
    draws,
  };
}

import { groupBy } from '@fragility/analysis';
import { mean, meanCompression, quantile, random, integer } from '@fragility/numerics';
import { drawOf, type LawRow } from '../law/law-rows.js';

/** Resamples of the draws. */
const ROUNDS = 1000;
/** Draws of a dimension below which resampling them says nothing of their spread. */
const FEWEST = 5;

/**
 * The relative robustness in units of the Gaussian law, c with ρ(d) = c · E C(d): the geometric mean over dimensions of mean ρ / E C.
 *
 * @returns null for the interval where a dimension has too few draws
 */
export function lawConstant(rows: readonly LawRow[]): {
  readonly constant: number;
  readonly interval: readonly [number, number] | null;
} {
  const groups = [...groupBy(rows, ({ dimension }) => `${dimension}`).values()].map((own) => ({
    d: own[0]!.dimension,
    means: Float64Array.from(groupBy(own, drawOf).values(), (pairs) =>
      mean(pairs.map((pair) => Math.abs(pair.relative_robustness))),
    ),
  }));
  const of = (again: (means: Float64Array) => Float64Array): number =>
    Math.exp(mean(groups.map(({ d, means }) => Math.log(mean(again(means)) / meanCompression(d)))));
  const constant = of((means) => means);
  if (groups.some(({ means }) => means.length < FEWEST)) return { constant, interval: null };
  const stream = random(0).fork('law-constant');
  const values = Array.from({ length: ROUNDS }, () =>
    of((means) => means.map(() => means[integer(stream, means.length)]!)),
  );
  return { constant, interval: [quantile(values, 0.025), quantile(values, 0.975)] };
}

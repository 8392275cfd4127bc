import { groupBy, type TableRow } from '@fragility/analysis';
import { integer, linearFit, mean, meanCompression, quantile, random } from '@fragility/numerics';
import { drawOf, type LawRow } from './law-rows.js';

/** Resamples of the draws. */
const ROUNDS = 1000;
/** Draws of a dimension below which resampling them says nothing of their spread. */
const FEWEST = 5;

/** Slope of log E C against log d over dimensions, in thousandths: −1/2 in the limit, −0.506 from 16 to 256. */
export function slopeOfLaw(dimensions: Iterable<number>): number {
  const each = [...new Set(dimensions)];
  const { slope } = linearFit(
    each.map(Math.log),
    each.map((d) => Math.log(meanCompression(d))),
  );
  return Math.round(1000 * slope) / 1000;
}

/** The independent draws of one dimension: of each the mean of |ρ| over its pairs. */
interface Draws {
  readonly d: number;
  readonly means: Float64Array;
}

const drawsOf = (rows: readonly LawRow[]): Draws[] =>
  [...groupBy(rows, ({ dimension }) => `${dimension}`).values()].map((own) => ({
    d: own[0]!.dimension,
    means: Float64Array.from(groupBy(own, drawOf).values(), (pairs) =>
      mean(pairs.map((pair) => Math.abs(pair.relative_robustness))),
    ),
  }));

/**
 * Slope b of log ρ = a + b log d over the means of each dimension, with an interval.
 *
 * Pairs of one draw of points depend on one another, as W = X⁻¹ couples them all: draws are resampled, not pairs.
 *
 * @returns null for the interval where a dimension has too few draws
 */
export function lawSlope(rows: readonly LawRow[]):
  | {
      readonly slope: number;
      readonly interval: readonly [number, number] | null;
      readonly r2: number;
      readonly dimensions: number;
    }
  | undefined {
  const draws = drawsOf(rows).filter(({ means }) => mean(means) > 0);
  if (draws.length < 3) return undefined;
  const x = draws.map(({ d }) => Math.log(d));
  const { slope, r2 } = linearFit(
    x,
    draws.map(({ means }) => Math.log(mean(means))),
  );
  const all = { slope, r2, dimensions: draws.length };
  if (draws.some(({ means }) => means.length < FEWEST)) return { ...all, interval: null };
  const stream = random(0).fork('law-slope');
  const again = (means: Float64Array): Float64Array => means.map(() => means[integer(stream, means.length)]!);
  const slopes = Array.from(
    { length: ROUNDS },
    () =>
      linearFit(
        x,
        draws.map(({ means }) => Math.log(mean(again(means)))),
      ).slope,
  );
  return { ...all, interval: [quantile(slopes, 0.025), quantile(slopes, 0.975)] };
}

/** Slopes for every model and kind of pair. */
export function slopeTable(rows: readonly LawRow[]): TableRow[] {
  return [...groupBy(rows, ({ model, against }) => `${model}\n${against}`).values()].flatMap((group) => {
    const { model, against } = group[0]!;
    const found = lawSlope(group);
    if (!found) return [];
    const { slope, interval, r2, dimensions } = found;
    return [{ model, against, dimensions, slope, low: interval?.[0] ?? null, high: interval?.[1] ?? null, r2 }];
  });
}

import { mean, median, type Random } from '@fragility/numerics';
import { groupBy, type Measurement } from '@fragility/analysis';
import { redrawn } from '../regression/resample.js';

export type Statistic = 'mean' | 'median';

/** The independent draws at one point of the sweep: of each its mean. */
export interface Point {
  /** Swept values by path. */
  readonly at: Readonly<Record<string, number>>;
  readonly draws: Float64Array;
}

/** The points of one model, everything else of the sweep being equal. */
export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

const lastOf = (path: string): string => path.split('.').at(-1)!;

/** The model, and what else is swept: `mlp, depth 3`. */
const nameOf = ({ model, swept }: Measurement, over: readonly string[]): string =>
  [
    model,
    ...Object.entries(swept)
      .filter(([path, value]) => !over.includes(path) && path !== 'seed' && value !== null)
      .map(([path, value]) => `${lastOf(path)} ${String(value)}`),
  ].join(', ');

/** Measurements as series over the swept paths: what one draw holds several times counts once, by its mean. */
export function seriesOf(measured: readonly Measurement[], over: readonly string[]): Series[] {
  const usable = measured.filter(({ swept }) => over.every((path) => Number(swept[path]) > 0));
  return [...groupBy(usable, (one) => nameOf(one, over)).entries()].map(([name, own]) => ({
    name,
    points: [...groupBy(own, ({ swept }) => over.map((path) => swept[path]).join()).values()].map((here) => ({
      at: Object.fromEntries(over.map((path) => [path, Number(here[0]!.swept[path])])),
      draws: Float64Array.from(groupBy(here, ({ draw }) => draw).values(), (rows) =>
        mean(rows.map(({ value }) => value)),
      ),
    })),
  }));
}

/** The statistic of a point's draws. */
export const statisticOf = (values: Float64Array, statistic: Statistic): number =>
  statistic === 'mean' ? mean(values) : median(values);

/** A point whose draws are drawn anew from its own. */
export const resampled = (stream: Random, { at, draws }: Point): Point => ({
  at,
  draws: Float64Array.from(redrawn(stream, draws.length), (k) => draws[k]!),
});

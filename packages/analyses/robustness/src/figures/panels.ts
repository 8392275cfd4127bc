import { maximum, minimum } from '@fragility/numerics';
import type { Curve } from './curves.js';
import type { Arranged } from './series.js';

type Part = Readonly<Record<string, unknown>>;

/** The colour of a series, in the order of the data. */
export const colour = ({ title }: Pick<Arranged, 'title'>): Part => ({
  color: { field: 'series', type: 'nominal', title, sort: null },
});

/** A number in a label: four digits at most. */
export const short = (value: number): string => String(Number(value.toPrecision(4)));

/** How many examples and seeds curves are of: `n = 500`, `n = 16–256, 20 seeds pooled`. */
export function sizes(curves: readonly Curve[]): string {
  const all = curves.map(({ examples }) => examples);
  const [least, most] = [minimum(all), maximum(all)];
  const seeds = maximum(curves.map((curve) => curve.seeds));
  return `n = ${least}${most > least ? `–${most}` : ''}${seeds > 1 ? `, ${seeds} seeds pooled` : ''}`;
}

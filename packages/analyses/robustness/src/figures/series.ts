import type { TableRow } from '@fragility/analysis';
import { WORST_CASE } from '../contest/worst-case.js';
import type { Curve } from './curves.js';

/** Series that eyes can tell apart in one panel. */
const MOST = 7;

/** A curve with its name in the legend and its panel. */
export interface Series {
  readonly curve: Curve;
  readonly series: string;
  readonly panel: string;
}

/** Curves that are told apart in one figure. */
export interface Arranged {
  /** What the series are: of the legend. */
  readonly title: string;
  readonly series: readonly Series[];
  /** More than one: a figure of small multiples. */
  readonly panels: readonly string[];
  /** What is not shown, as a sentence; empty where all is. */
  readonly left: string;
}

/** Swept values in words: `dimension 64, seed 3`; empty where nothing is swept. */
export const sweptName = ({ model: _, ...swept }: TableRow): string =>
  Object.entries(swept)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');

const distinct = (names: readonly string[]): string[] => [...new Set(names)];

/** As many of a list as can be told apart, evenly spaced, first and last among them. */
const some = (list: readonly string[]): string[] =>
  list.length <= MOST
    ? [...list]
    : Array.from({ length: MOST }, (_, k) => list[Math.round((k * (list.length - 1)) / (MOST - 1))]!);

/** The attack that stands for all of them: the worst case, where there is one. */
const strongest = (curves: readonly Curve[]): string =>
  (curves.find(({ attack }) => attack === WORST_CASE) ?? curves[0]!).attack;

function limited(curves: readonly Curve[], what: string, nameOf: (curve: Curve) => string): Omit<Arranged, 'title'> {
  const names = distinct(curves.map(nameOf));
  const kept = some(names);
  const panels = distinct(curves.map(({ of }) => String(of['model'])));
  return {
    series: curves
      .filter((curve) => kept.includes(nameOf(curve)))
      .map((curve) => ({ curve, series: nameOf(curve), panel: String(curve.of['model']) })),
    panels,
    left: kept.length < names.length ? `${kept.length} of ${names.length} ${what} are shown; the table has all. ` : '',
  };
}

/**
 * Decides what the series of a figure are, of curves of one norm: swept values, then under the strongest attack; else attacks, a panel for each model; else
 * models.
 */
export function arrange(curves: readonly Curve[]): Arranged {
  if (distinct(curves.map(({ of }) => sweptName(of))).length > 1) {
    const attack = strongest(curves);
    const own = curves.filter((curve) => curve.attack === attack);
    return { title: `under ${attack}`, ...limited(own, 'settings', ({ of }) => sweptName(of)) };
  }
  if (distinct(curves.map(({ attack }) => attack)).length > 1)
    return { title: 'attack', ...limited(curves, 'attacks', ({ attack }) => attack) };
  const models = limited(curves, 'models', ({ of }) => String(of['model']));
  return {
    title: `under ${curves[0]!.attack}`,
    ...models,
    panels: [''],
    series: models.series.map((one) => ({ ...one, panel: '' })),
  };
}

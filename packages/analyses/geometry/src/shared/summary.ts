import type { Headline, Metrics, Summary, SweptRow, TableRow } from '@fragility/analysis';
import { meansFigure } from './figure.js';
import { correct, meansTable, quantitiesOf, rowsOfMeans, sweptNames, type Labelled, type Mean } from './means.js';

/** What the means of an analysis are called, and which of them are drawn. */
export interface Titled<C extends string = string> {
  /** Name of the analysis: of the table and the figure too. */
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  /** Columns that share an axis in the figure. */
  readonly drawn: readonly C[];
}

/** Which means are shown, and where. */
export interface MeansOf<C extends string = string> extends Titled<C> {
  /** Of the axis with the means. */
  readonly axis: string;
  /** Columns whose means are shown. */
  readonly quantities: readonly C[];
  /** Those that the headlines tell. */
  readonly told: readonly C[];
}

const show = (value: unknown): string => Number(value).toPrecision(3).replace('-', '−');

/** `0.31 (95 %: 0.29 to 0.33)`. */
export const shown = ({ mean, low, high }: TableRow): string =>
  `${show(mean)}${low === null ? '' : ` (95 %: ${show(low)} to ${show(high)})`}`;

/** What a row of the table is of: `net/dimension 64`. */
const nameOf = (row: TableRow, names: readonly string[]): string =>
  [row['model'], ...names.map((name) => `${name} ${String(row[name])}`)].join('/');

function headlinesOf(means: readonly Mean[], { name, told }: MeansOf): Headline[] {
  return [...new Set(means.map(({ row }) => row['model']))].map((model) => ({
    label: `${String(model)}: ${name}`,
    value: told
      .flatMap((column) => rowsOfMeans(means, [column]).filter((row) => row['model'] === model))
      .map((row) => `${String(row['quantity'])} ${shown(row)}`)
      .join(', '),
  }));
}

/** Means over correctly classified examples: a table, a figure, metrics, and headlines where nothing is swept. */
export function summariseMeans<C extends string>(
  given: readonly SweptRow[],
  columns: Labelled<C>,
  of: MeansOf<NoInfer<C>>,
): Summary {
  const names = sweptNames(given, Object.keys(columns));
  const means = meansTable(correct(given), quantitiesOf(columns, of.quantities), names);
  if (means.length === 0) return {};
  const short = [...names.values()];
  const metrics: Metrics = Object.fromEntries(
    means.map(({ column, row }) => [`${nameOf(row, short)}/${column}`, Number(row['mean'])]),
  );
  const drawn = rowsOfMeans(means, of.drawn);
  const figure = { name: of.name, caption: of.caption, title: of.axis };
  return {
    tables: [{ name: `${of.name}-means`, title: of.title, rows: means.map(({ row }) => row) }],
    figures: drawn.length > 0 ? [meansFigure(figure, drawn, short)] : [],
    metrics,
    ...(short.length === 0 ? { headlines: headlinesOf(means, of) } : {}),
  };
}

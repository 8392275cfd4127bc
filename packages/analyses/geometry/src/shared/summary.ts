import type { Headline, Metrics, Summary, SweptRow, TableRow } from '@fragility/analysis';
import { meansFigure } from './figure.js';
import { correct, meansTable, sweptNames, type Quantity } from './means.js';

/** What the means of an analysis are called, and which of them are drawn. */
export interface MeansOf {
  /** Name of the analysis: of the table and the figure too. */
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  /** Of the axis with the means. */
  readonly axis: string;
  readonly quantities: readonly Quantity[];
  /** Labels of those that share an axis in the figure; all where left out. */
  readonly drawn?: readonly string[];
  /** Labels of those that the headlines tell. */
  readonly told: readonly string[];
}

const show = (value: unknown): string => Number(value).toPrecision(3).replace('-', '−');

/** `0.31 (95 %: 0.29 to 0.33)`. */
export const shown = ({ mean, low, high }: TableRow): string =>
  `${show(mean)}${low === null ? '' : ` (95 %: ${show(low)} to ${show(high)})`}`;

/** What a row of the table is of: `net/dimension 64`. */
const nameOf = (row: TableRow, names: readonly string[]): string =>
  [row['model'], ...names.map((name) => `${name} ${String(row[name])}`)].join('/');

function headlinesOf(rows: readonly TableRow[], { name, told }: MeansOf): Headline[] {
  return [...new Set(rows.map(({ model }) => model))].map((model) => ({
    label: `${String(model)}: ${name}`,
    value: told
      .flatMap((label) => rows.filter((row) => row['model'] === model && row['quantity'] === label))
      .map((row) => `${String(row['quantity'])} ${shown(row)}`)
      .join(', '),
  }));
}

/** Means over correctly classified examples: a table, a figure, metrics, and headlines where nothing is swept. */
export function summariseMeans(given: readonly SweptRow[], columns: readonly string[], of: MeansOf): Summary {
  const names = sweptNames(given, columns);
  const rows = meansTable(correct(given), of.quantities, names);
  if (rows.length === 0) return {};
  const short = [...names.values()];
  const metrics: Metrics = Object.fromEntries(
    rows.map((row) => [`${nameOf(row, short)}/${columnOf(of, row)}`, Number(row['mean'])]),
  );
  const drawn = rows.filter((row) => of.drawn?.includes(String(row['quantity'])) ?? true);
  const figure = { name: of.name, caption: of.caption, title: of.axis };
  return {
    tables: [{ name: `${of.name}-means`, title: of.title, rows }],
    figures: drawn.length > 0 ? [meansFigure(figure, drawn, short)] : [],
    metrics,
    ...(short.length === 0 ? { headlines: headlinesOf(rows, of) } : {}),
  };
}

const columnOf = ({ quantities }: MeansOf, { quantity }: TableRow): string =>
  quantities.find(({ label }) => label === quantity)!.column;

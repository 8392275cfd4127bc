import type { Figure, Summary, SweptRow } from '@fragility/analysis';
import { meansFigure } from '../shared/figure.js';
import { meansTable, sweptNames, type Quantity } from '../shared/means.js';

/** What the means over networks are called, and which of them are drawn. */
export interface NetworksOf {
  /** Name of the analysis: of the table and the figure too. */
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly quantities: readonly Quantity[];
  /** Columns that share an axis in the figure. */
  readonly drawn: readonly string[];
}

/**
 * Means over networks by model and swept values, from one row of each: a table, a figure and metrics.
 *
 * Few networks tell nothing of how far others would be elsewhere: intervals are over seeds, or there are none.
 */
export function summariseNetworks(
  networks: readonly SweptRow[],
  columns: readonly string[],
  { name, title, caption, quantities, drawn }: NetworksOf,
): Required<Pick<Summary, 'tables' | 'metrics'>> & { readonly figures: readonly Figure[] } {
  const names = sweptNames(networks, columns);
  const short = [...names.values()];
  const rows = meansTable(networks, quantities, names).map((row) =>
    row['resampled'] === 'seeds' ? row : { ...row, low: null, high: null, resampled: null },
  );
  const columnOf = new Map(quantities.map(({ column, label }) => [label, column]));
  const plotted = rows.filter(({ quantity }) => drawn.includes(columnOf.get(String(quantity))!));
  const metric = (row: (typeof rows)[number]): string =>
    [row['model'], ...short.map((own) => `${own} ${String(row[own])}`), columnOf.get(String(row['quantity']))].join(
      '/',
    );
  return {
    tables: rows.length > 0 ? [{ name: `${name}-means`, title, rows }] : [],
    figures:
      plotted.length > 0 ? [meansFigure({ name, caption, title: 'mean', unit: 'networks' }, plotted, short)] : [],
    metrics: Object.fromEntries(rows.map((row) => [metric(row), Number(row['mean'])])),
  };
}

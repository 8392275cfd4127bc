import type { Figure, Summary, SweptRow } from '@fragility/analysis';
import { meansFigure } from '../shared/figure.js';
import { meansTable, quantitiesOf, rowsOfMeans, sweptNames, type Labelled, type Mean } from '../shared/means.js';
import type { Titled } from '../shared/summary.js';

/**
 * Means over networks by model and swept values, from one row of each: a table, a figure and metrics.
 *
 * Few networks tell nothing of how far others would be elsewhere: intervals are over seeds, or there are none.
 */
export function summariseNetworks<C extends string>(
  networks: readonly SweptRow[],
  columns: Labelled<C>,
  { name, title, caption, drawn }: Titled<NoInfer<C>>,
): Required<Pick<Summary, 'tables' | 'metrics'>> & { readonly figures: readonly Figure[] } {
  const names = sweptNames(networks, Object.keys(columns));
  const short = [...names.values()];
  const means = meansTable(networks, quantitiesOf(columns), names).map(({ column, row }): Mean =>
    row['resampled'] === 'seeds'
      ? { column, row }
      : { column, row: { ...row, low: null, high: null, resampled: null } },
  );
  const plotted = rowsOfMeans(means, drawn);
  const metric = ({ column, row }: Mean): string =>
    [row['model'], ...short.map((own) => `${own} ${String(row[own])}`), column].join('/');
  return {
    tables: means.length > 0 ? [{ name: `${name}-means`, title, rows: means.map(({ row }) => row) }] : [],
    figures:
      plotted.length > 0 ? [meansFigure({ name, caption, title: 'mean', unit: 'networks' }, plotted, short)] : [],
    metrics: Object.fromEntries(means.map((mean) => [metric(mean), Number(mean.row['mean'])])),
  };
}

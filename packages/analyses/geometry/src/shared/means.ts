import { groupBy, shortNames, type SweptRow, type TableRow } from '@fragility/analysis';
import { mean, median } from '@fragility/numerics';
import { estimate } from './estimate.js';

/** A column whose mean is shown, and what it is called. */
export interface Quantity {
  readonly column: string;
  readonly label: string;
}

/** Columns that a sweep adds beside the swept values. */
const ADDED = ['trial', 'model', 'seed'];

/** Swept paths among the columns of rows, with their short names. */
export function sweptNames(rows: readonly SweptRow[], own: readonly string[]): Map<string, string> {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return shortNames([...names].filter((name) => !own.includes(name) && !ADDED.includes(name)));
}

/** Rows of correctly classified examples. */
export const correct = <R extends SweptRow>(rows: readonly R[]): R[] => rows.filter(({ margin }) => Number(margin) > 0);

/** The numbers of a column, where it has any. */
export const valuesOf = (rows: readonly SweptRow[], column: string): number[] =>
  rows.flatMap((row) => (typeof row[column] === 'number' ? [row[column]] : []));

/** The mean of a column as a statistic of rows. */
export const meanOf =
  (column: string) =>
  (rows: readonly SweptRow[]): number =>
    mean(valuesOf(rows, column));

/** Mean and median of every quantity by model and swept values, over the examples that have a value. */
export function meansTable(
  rows: readonly SweptRow[],
  quantities: readonly Quantity[],
  names: ReadonlyMap<string, string>,
): TableRow[] {
  const keyOf = (row: SweptRow): string => JSON.stringify([row.model, ...[...names.keys()].map((path) => row[path])]);
  return [...groupBy(rows, keyOf).values()].flatMap((group) =>
    quantities.flatMap(({ column, label }) => {
      const own = group.filter((row) => typeof row[column] === 'number');
      if (own.length === 0) return [];
      const { n, seeds, value, interval, resampled } = estimate(own, meanOf(column));
      return [
        {
          model: group[0]!.model,
          ...Object.fromEntries([...names].map(([path, name]) => [name, group[0]![path] ?? null])),
          quantity: label,
          n,
          seeds,
          mean: value,
          low: interval?.[0] ?? null,
          high: interval?.[1] ?? null,
          median: median(valuesOf(own, column)),
          resampled,
        },
      ];
    }),
  );
}

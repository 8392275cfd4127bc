import { type Column, groupBy, shortNames, type SweptRow, type TableRow } from '@fragility/analysis';
import { mean, median } from '@fragility/numerics';
import { estimate } from './estimate.js';

/** A column whose mean is shown, and what it is called. */
export interface Quantity {
  readonly column: string;
  readonly label: string;
}

/** Columns by name: those whose means are shown have a label. */
export type Labelled<C extends string = string> = Readonly<Record<C, Partial<Column> & { readonly label?: string }>>;

/** Some columns, or all that have a label. */
export const quantitiesOf = (columns: Labelled, some: readonly string[] = Object.keys(columns)): Quantity[] =>
  some.flatMap((name) => {
    const { label } = columns[name]!;
    return label === undefined ? [] : [{ column: name, label }];
  });

/** The mean of a column over some rows, as a row of a table. */
export interface Mean {
  readonly column: string;
  readonly row: TableRow;
}

/** Rows of the means of some columns. */
export const rowsOfMeans = (means: readonly Mean[], columns: readonly string[]): TableRow[] =>
  means.filter(({ column }) => columns.includes(column)).map(({ row }) => row);

/** Columns that a sweep adds beside the swept values. */
const ADDED = ['trial', 'model', 'seed'];

/** Swept paths among the columns of rows, with their short names. */
export function sweptNames(rows: readonly SweptRow[], own: readonly string[]): Map<string, string> {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return shortNames([...names].filter((name) => !own.includes(name) && !ADDED.includes(name)));
}

/** Whether a row is of a correctly classified example. */
export const isCorrect = ({ margin }: SweptRow): boolean => Number(margin) > 0;

/** Rows of correctly classified examples. */
export const correct = <R extends SweptRow>(rows: readonly R[]): R[] => rows.filter(isCorrect);

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
): Mean[] {
  const keyOf = (row: SweptRow): string => JSON.stringify([row.model, ...[...names.keys()].map((path) => row[path])]);
  return [...groupBy(rows, keyOf).values()].flatMap((group) =>
    quantities.flatMap(({ column, label }) => {
      const own = group.filter((row) => typeof row[column] === 'number');
      if (own.length === 0) return [];
      const { n, seeds, value, interval, resampled } = estimate(own, meanOf(column));
      const row = {
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
      };
      return [{ column, row }];
    }),
  );
}

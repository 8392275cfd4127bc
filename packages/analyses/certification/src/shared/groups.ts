import { groupBy, shortNames, type SweptRow, type TableRow } from '@fragility/analysis';

/** Columns that a sweep adds beside the swept values. */
const ADDED = ['trial', 'model', 'seed'];

/** Rows of one model and one setting of what is swept; seeds are pooled. */
export interface Group<R extends SweptRow = SweptRow> {
  /** Model and swept values. */
  readonly of: TableRow;
  /** The same in words. */
  readonly name: string;
  readonly rows: readonly R[];
  readonly seeds: number;
}

/** Groups of rows by model and swept values. */
export function grouped<R extends SweptRow>(rows: readonly R[], own: readonly string[]): Group<R>[] {
  const paths = new Set(rows.flatMap((row) => Object.keys(row)));
  const names = shortNames([...paths].filter((name) => !own.includes(name) && !ADDED.includes(name)));
  const headOf = (row: R): TableRow => ({
    model: row.model,
    ...Object.fromEntries([...names].map(([path, name]) => [name, row[path] ?? null])),
  });
  return [...groupBy(rows, (row) => JSON.stringify(headOf(row))).values()].map((all) => {
    const of = headOf(all[0]!);
    const swept = [...names.values()].map((name) => `${name} ${String(of[name])}`);
    return {
      of,
      name: [of['model'], ...swept].join(', '),
      rows: all,
      seeds: new Set(all.map(({ seed }) => seed)).size,
    };
  });
}

/** The numbers of a column, where it has any. */
export const numbersOf = (rows: readonly SweptRow[], column: string): number[] =>
  rows.flatMap((row) => (typeof row[column] === 'number' ? [row[column]] : []));

/** A number, or null where there is none. */
export const cell = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** A number in words: three digits. */
export const shown = (value: number): string => String(Number(value.toPrecision(3))).replace('-', '−');

/** A name for metrics: what they may not have is left out. */
export const metricName = (name: string): string => name.replace(/[^\w .:/-]/g, '');

import { CsvError, parse } from 'csv-parse/sync';

interface CsvRecord {
  readonly record: string[];
  /** `lines`: the line that the record ends on. */
  readonly info: { readonly lines: number };
}

const breaksIn = (cells: readonly string[]): number => cells.join('').split('\n').length - 1;

/**
 * Records of a CSV text (RFC 4180: quotes, quoted commas and line breaks), each with the line it starts on; empty lines are left out.
 *
 * @throws Error naming the line of a quote that is not closed, or that is in the middle of a cell.
 * @example parseCsv('a,b\n"1, 2",3\n')[1]; // { line: 2, cells: ['1, 2', '3'] }
 */
export function parseCsv(text: string): { readonly line: number; readonly cells: string[] }[] {
  const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true } as const;
  try {
    const records = parse(text, options) as unknown as CsvRecord[];
    return records.map(({ record, info }) => ({ line: info.lines - breaksIn(record), cells: record }));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const open = cause.code === 'CSV_QUOTE_NOT_CLOSED';
    const what = open ? 'a quote that is not closed' : 'a quote in the middle of a cell';
    throw new Error(`line ${String(cause['lines'])} has ${what}`, { cause });
  }
}

import type { Cell, TableRow } from '@fragility/analysis';

/** Columns of a table: every name that occurs in a row, in order of first appearance. */
export const columnsOf = (rows: readonly TableRow[]): string[] => [...new Set(rows.flatMap((row) => Object.keys(row)))];

/** Whether a spreadsheet would compute a text instead of showing it. */
const isFormula = (text: string): boolean => /^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text));

/** A text as a spreadsheet shows it. */
const shown = (text: string): string => (isFormula(text) ? `'${text}` : text);

const field = (cell: Cell | undefined): string => {
  if (cell === null || cell === undefined) return '';
  const text = typeof cell === 'object' ? cell.picture : typeof cell === 'string' ? shown(cell) : String(cell);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const line = (fields: readonly string[]): string => `${fields.join(',')}\r\n`;

/**
 * Rows as comma-separated values (RFC 4180: CRLF line ends, quotes doubled), a header first.
 *
 * Numbers are printed with the digits that read back to the same float64; null is an empty field, the empty string is `""`, a picture is
 * the path of its file. A text that a spreadsheet would take for a formula (`=`, `+`, `-`, `@` or a tab first, and no number) has an apostrophe before it.
 *
 * @param columns which columns, in this order; default: all, in order of first appearance
 * @example toCsv([{ a: 0.1, b: 'x,y' }, { a: null, b: '' }]); // 'a,b\r\n0.1,"x,y"\r\n,""\r\n'
 */
export function toCsv(rows: readonly TableRow[], columns: readonly string[] = columnsOf(rows)): string {
  return [columns.map(field), ...rows.map((row) => columns.map((name) => field(row[name])))].map(line).join('');
}

/** Characters that are encoded at a time. */
const PIECE = 2 ** 16;

/**
 * The same as {@link toCsv} for rows that come one by one, each as its cells in the order of the columns; in pieces of UTF-8.
 *
 * @example await writeAtomically('a.csv', csvOf([[0.1, 'x']], ['a', 'b']));
 */
export async function* csvOf(
  rows: Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>,
  columns: readonly string[],
): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  let text = line(columns.map(field));
  for await (const row of rows) {
    text += line(row.map(field));
    if (text.length < PIECE) continue;
    yield encoder.encode(text);
    text = '';
  }
  yield encoder.encode(text);
}

import type { Cell, Table } from '@fragility/analysis';
import { columnsOf } from '../csv.js';
import { escape } from './escape.js';

/** Rows shown on the page; the CSV has them all. */
const SHOWN = 12;

/** Four significant digits: `0.04988`, `1.235e-9`, `1024`. */
export function shortNumber(value: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e6 ? String(Number(value.toPrecision(4))) : value.toExponential(3);
}

const show = (cell: Cell | undefined): string => {
  if (cell === null || cell === undefined) return '–';
  if (typeof cell === 'object') return `<a href="${escape(cell.picture)}">${escape(cell.picture)}</a>`;
  return typeof cell === 'number' ? shortNumber(cell) : escape(String(cell));
};

/** A table of the page: its first rows, and a link to the whole of it. */
export function tableHtml({ name, title, rows }: Table): string {
  const columns = columnsOf(rows);
  const numeric = new Set(columns.filter((column) => rows.some((row) => typeof row[column] === 'number')));
  const side = (column: string): string => (numeric.has(column) ? ' class="n"' : '');
  const head = columns.map((column) => `<th${side(column)}>${escape(column.replaceAll('_', ' '))}</th>`).join('');
  const body = rows
    .slice(0, SHOWN)
    .map((row) => `<tr>${columns.map((column) => `<td${side(column)}>${show(row[column])}</td>`).join('')}</tr>`)
    .join('\n');
  const link = `<a href="tables/${encodeURIComponent(name)}.csv">${escape(name)}.csv</a>`;
  const size = rows.length > SHOWN ? `First ${SHOWN} of ${rows.length} rows; all of them in ${link}` : link;
  return `<section>
<h2>${escape(title ?? name)}</h2>
${rows.length > 0 ? `<div class="scroll"><table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody></table></div>` : '<p>No rows.</p>'}
<p class="more">${size}</p>
</section>`;
}

import type { Cell, Table } from '@fragility/analysis';
import { columnsOf } from '../csv.js';
import { escape } from './text/escape.js';
import { cellText, columnMeaning, columnName } from './text/names.js';
import { columnFormat } from './text/numbers.js';

/** Bytes of HTML that the rows of all tables may take together; what is more is in the CSV. */
const ROOM = 700_000;

/** Pixels that a column needs; a window too narrow for all of them shows each row as a list. */
const COLUMN = 76;
const NARROW = 640;

interface Column {
  readonly name: string;
  readonly label: string;
  /** What it holds. */
  readonly title: string | undefined;
  readonly numeric: boolean;
  readonly format: (value: number) => string;
}

const columnOf = (name: string, { rows, columns = {} }: Table): Column => {
  const numbers = rows.flatMap((row) => (typeof row[name] === 'number' ? [row[name]] : []));
  const own = Object.hasOwn(columns, name) ? columns[name]! : {};
  const label = `${own.label ?? columnName(name)}${own.unit === undefined ? '' : ` (${own.unit})`}`;
  const title = own.description ?? columnMeaning(name);
  return { name, label, title, numeric: numbers.length > 0, format: columnFormat(numbers) };
};

const show = ({ name, format }: Column, cell: Cell | undefined): string => {
  if (cell === null || cell === undefined) return '–';
  if (typeof cell === 'object') return `<a href="${escape(cell.picture)}">${escape(cell.picture)}</a>`;
  return typeof cell === 'number' ? format(cell) : escape(cellText(name, cell));
};

/** What a number is sorted by, where its digits do not say. */
const sortedBy = (cell: Cell | undefined, shown: string): string =>
  typeof cell === 'number' && /[×∞n]/.test(shown) ? ` data-v="${cell}"` : '';

const cellHtml = (column: Column, cell: Cell | undefined): string => {
  const shown = show(column, cell);
  return `<td${column.numeric ? ' class="n"' : ''}${sortedBy(cell, shown)}>${shown}</td>`;
};

/** A text inside a string of a style sheet, which must not end it or the style element. */
const cssString = (text: string): string =>
  `"${text.replace(/[^\w −∞²()%,.]/gu, (c) => `\\${c.codePointAt(0)!.toString(16)} `)}"`;

/** In windows that are too narrow for a table, every row is a list, each value with its column's name. */
function narrowStyle(id: string, columns: readonly Column[]): string {
  const labels = columns.map(({ label }, k) => `#${id} td:nth-child(${k + 1})::before{content:${cssString(label)}}`);
  const width = Math.max(NARROW, COLUMN * columns.length);
  return `<style>@media screen and (max-width:${width}px){#${id} table,#${id} thead,#${id} tbody{display:block}#${id} thead tr{display:flex;flex-wrap:wrap}#${id} tbody tr{display:block;padding:.5rem 0;border-bottom:1px solid var(--grid)}#${id} td{display:flex;justify-content:space-between;gap:1.5rem;border:0;padding:.1rem 0;white-space:normal;text-align:right;overflow-wrap:anywhere}${labels.join('')}#${id} td::before{color:var(--muted);text-align:left;overflow-wrap:normal;flex:none;max-width:55%}}</style>`;
}

/** As many rows as there is room for. */
function rowsHtml(columns: readonly Column[], rows: Table['rows'], room: number): string[] {
  const shown: string[] = [];
  let size = 0;
  for (const row of rows) {
    const html = `<tr>${columns.map((column) => cellHtml(column, row[column.name])).join('')}</tr>`;
    size += html.length;
    if (size > room) return shown;
    shown.push(html);
  }
  return shown;
}

/** A table of the page: its rows, as many as there is room for, and a link to the whole of it. The page's script makes it sortable. */
export function tableHtml(table: Table, room = ROOM): string {
  const { name, title = name, rows } = table;
  const id = `table-${name.replaceAll('.', '-')}`;
  const columns = columnsOf(rows).map((column) => columnOf(column, table));
  const head = columns
    .map(({ label, title, numeric }) => {
      const told = title === undefined ? '' : ` title="${escape(title)}"`;
      return `<th scope="col"${numeric ? ' class="n"' : ''}${told}>${escape(label)}</th>`;
    })
    .join('');
  const shown = rowsHtml(columns, rows, room);
  const link = `<a href="tables/${encodeURIComponent(name)}.csv">${escape(name)}.csv</a>`;
  const size =
    shown.length < rows.length ? `The first ${shown.length} of ${rows.length} rows; all of them in ${link}` : link;
  const body = `<div class="scroll"><table aria-labelledby="${id}-title">\n<thead><tr>${head}</tr></thead>\n<tbody>\n${shown.join('\n')}\n</tbody></table></div>`;
  return `<section class="wide" id="${id}">
<h2 id="${id}-title">${escape(title)}</h2>
${rows.length > 0 ? `${narrowStyle(id, columns)}${body}` : '<p>No rows.</p>'}
<p class="more">${size}</p>
</section>`;
}

/** All tables of the page, which share its room. */
export const tablesHtml = (tables: readonly Table[]): string =>
  tables.map((table) => tableHtml(table, ROOM / tables.length)).join('\n');

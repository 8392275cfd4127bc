import { createHash } from 'node:crypto';

/**
 * Makes tables sortable and filterable: buttons in the header cells, with `aria-sort`; a labelled field that filters rows; how many rows there are, in a live
 * region. Without it the tables are plain ones. Roles are set since a table that is laid out as lists has none.
 */
export const script = `
for (const section of document.querySelectorAll('section.wide')) {
  const table = section.querySelector('table');
  if (!table) continue;
  const body = table.tBodies[0], rows = [...body.rows], heads = [...table.tHead.rows[0].cells];
  const role = (all, name) => { for (const one of all) one.setAttribute('role', name); };
  role([table], 'table'); role([table.tHead, body], 'rowgroup'); role(table.rows, 'row'); role(heads, 'columnheader');
  for (const row of rows) role(row.cells, 'cell');
  const value = (cell) => {
    const text = cell.dataset.v ?? cell.textContent.replace('\\u2212', '-');
    return { text, number: text === '\\u2013' ? NaN : Number(text) };
  };
  const compare = (a, b) => {
    if (a.text === '\\u2013' || b.text === '\\u2013') return 0;
    return Number.isNaN(a.number) || Number.isNaN(b.number) ? a.text.localeCompare(b.text, 'en', { numeric: true }) : a.number - b.number;
  };
  const missing = ({ text }) => Number(text === '\\u2013' || text === 'NaN');
  heads.forEach((head, k) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute('aria-sort', 'none');
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      for (const other of heads) other.setAttribute('aria-sort', 'none');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const keyed = rows.map((row, at) => ({ row, at, of: value(row.cells[k]) }));
      keyed.sort((a, b) => missing(a.of) - missing(b.of) || (down ? -1 : 1) * compare(a.of, b.of) || a.at - b.at);
      body.append(...keyed.map(({ row }) => row));
    });
  });
  if (rows.length < 8) continue;
  const label = document.createElement('label'), input = document.createElement('input'), status = document.createElement('span');
  input.type = 'search';
  label.append('Filter rows ', input);
  status.setAttribute('role', 'status');
  const tell = (count) => { status.textContent = count === rows.length ? rows.length + ' rows' : count + ' of ' + rows.length + ' rows'; };
  tell(rows.length);
  input.addEventListener('input', () => {
    const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) count++;
    }
    tell(count);
  });
  const bar = document.createElement('div');
  bar.className = 'bar';
  bar.append(label, status);
  section.querySelector('h2').after(bar);
}
`;

/** Lets this script run and no other, wherever a text of the page comes from; nothing is loaded. */
export const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; font-src data:; script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`;

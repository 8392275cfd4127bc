const plain = (cell) => cell.replaceAll('`', '').trim();

/** A cell of code: a name, a type, a default. */
const code = (text) => (text === '—' || text === 'required' || text === '' ? text : `\`${text}\``);

/**
 * The page with the rows of one of its tables as the schema has them, in the order of the page, new ones last: the first cells are the
 * schema's, what the page says in the others stays.
 */
export function rewritten(markdown, { line, header, rows }, expected) {
  const said = new Map(rows.map(({ cells }) => [plain(cells[0]), cells]));
  const known = new Map(expected.map((row) => [row[0], row]));
  const names = [
    ...[...said.keys()].filter((name) => known.has(name)),
    ...[...known.keys()].filter((name) => !said.has(name)),
  ];
  const body = names.map((name) => {
    const own = said.get(name) ?? [];
    const cells = header.map((_, k) => {
      const given = known.get(name)[k];
      const text = own[k] ?? '';
      if (k === header.length - 1 && text !== '') return text;
      if (given === undefined) return text || (known.get(name).what ?? '');
      return plain(text) === given ? text : code(given);
    });
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  const lines = markdown.split('\n');
  lines.splice(line + 1, rows.length, ...body);
  return lines.join('\n');
}

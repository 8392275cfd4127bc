/**
 * Records of a CSV text (RFC 4180: quotes, quoted commas and line breaks), each with the line it starts on; empty lines are left out.
 *
 * @throws Error naming the line of a quote that is not closed.
 * @example parseCsv('a,b\n"1, 2",3\n')[1]; // { line: 2, cells: ['1, 2', '3'] }
 */
export function parseCsv(text: string): { readonly line: number; readonly cells: string[] }[] {
  const records: { line: number; cells: string[] }[] = [];
  const token = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
  let [at, line, start] = [0, 1, 1];
  let cells: string[] = [];
  while (at < text.length) {
    token.lastIndex = at;
    const [whole, quoted, plain] = token.exec(text)!;
    at += whole.length;
    if (quoted === undefined && text[at] === '"') throw new Error(`line ${line} has a quote that is not closed`);
    cells.push(quoted?.replaceAll('""', '"') ?? plain!.trim());
    line += quoted?.split('\n').length ? quoted.split('\n').length - 1 : 0;
    if (text[at] === ',') {
      at++;
      if (at < text.length) continue;
      cells.push('');
    } else if (at < text.length && !/[\r\n]/.test(text[at]!)) throw new Error(`line ${line} has text after a quote`);
    if (cells.length > 1 || cells[0] !== '') records.push({ line: start, cells });
    cells = [];
    const [end] = /^(\r\n|\r|\n)?/.exec(text.slice(at, at + 2))!;
    at += end.length;
    start = ++line;
  }
  return records;
}

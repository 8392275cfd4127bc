/** Most characters of a cell: what is longer is prose, a list or a row of its own. */
const LONGEST = 160;

const cellsOf = (line) =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());

/** Cells of a page's tables that are too long to be read as such, `LINE: CELL`. */
export const longCells = (markdown) =>
  markdown
    .split('\n')
    .flatMap((line, k) => (line.startsWith('|') ? cellsOf(line).map((cell) => [k + 1, cell]) : []))
    .filter(([, cell]) => cell.length > LONGEST && !/^:?-+:?$/.test(cell))
    .map(([line, cell]) => `${line}: ${cell}`);

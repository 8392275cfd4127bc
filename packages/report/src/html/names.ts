import type { Cell } from '@fragility/analysis';

/** Names that people write otherwise than programs do. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['r2', 'R²'],
  ['ks', 'KS'],
  ['l2', 'L2'],
  ['l1', 'L1'],
  ['l0', 'L0'],
  ['linf', 'L∞'],
  ['spearman', 'Spearman'],
  ['id', 'ID'],
]);

/** A column's name in words: `median_distance` → `median distance`, `r2` → `R²`. */
export const columnName = (column: string): string =>
  column
    .split('_')
    .map((word) => WORDS.get(word) ?? word)
    .join(' ');

/** Columns whose values are names of norms. */
const isNorm = (column: string): boolean => column === 'norm' || column.endsWith('_norm');

/** A text of a table as people write it: norms by their names, everything else as it is. */
export const cellText = (column: string, cell: Exclude<Cell, null | object | number>): string =>
  isNorm(column) ? (WORDS.get(String(cell)) ?? String(cell)) : cell === true ? 'yes' : cell === false ? 'no' : cell;

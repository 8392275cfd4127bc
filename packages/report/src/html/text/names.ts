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

/** What columns hold that many tables have. */
const MEANINGS: ReadonlyMap<string, string> = new Map([
  ['low', 'lower end of the 95 % interval'],
  ['high', 'upper end of the 95 % interval'],
  ['n', 'number of values'],
  ['seeds', 'number of seeds among them'],
  ['draws', 'number of independent draws'],
  ['pairs', 'number of pairs'],
  ['resampled', 'what the bootstrap of the interval resampled'],
  ['slope', 'b of log y = a + b log d, or of y = a + b x'],
  ['r2', 'share of the variance that the fit explains'],
  ['ks_statistic', 'largest difference of the two distribution functions (Kolmogorov–Smirnov)'],
  ['ks_p', 'p-value of Kolmogorov–Smirnov against the law'],
  ['budget', 'largest distance allowed, in the norm of the row and the units of the inputs; empty: none'],
  ['distance', 'size of the perturbation, in the norm of the row and the units of the inputs'],
  [
    'median_distance',
    'median size of the smallest perturbation, in the norm of the row and the units of the inputs; one not found counts as ∞',
  ],
  ['clean_accuracy', 'share of the examples that are classified correctly, 0…1'],
  ['robust_accuracy', 'share of the examples that are classified correctly whatever the attack did, 0…1'],
  ['robust_low', 'lower end of the 95 % interval of the robust accuracy (Wilson)'],
  ['robust_high', 'upper end of the 95 % interval of the robust accuracy (Wilson)'],
  ['forwards_per_example', 'forward passes of the model for each example'],
  ['train accuracy', 'share of the training split that is classified correctly, 0…1'],
  ['test accuracy', 'share of the test split that is classified correctly, 0…1'],
]);

/** What a column of a known name holds, with its unit; undefined where the name is all there is. */
export const columnMeaning = (column: string): string | undefined => MEANINGS.get(column);

/** Columns whose values are names of norms. */
const isNorm = (column: string): boolean => column === 'norm' || column.endsWith('_norm');

/** A text of a table as people write it: norms by their names, everything else as it is. */
export const cellText = (column: string, cell: Exclude<Cell, null | object | number>): string =>
  isNorm(column) ? (WORDS.get(String(cell)) ?? String(cell)) : cell === true ? 'yes' : cell === false ? 'no' : cell;

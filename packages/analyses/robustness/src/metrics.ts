import type { Metrics, TableRow } from '@fragility/analysis';

/** Columns that are measurements; the others say what is measured. */
const MEASURED = ['clean_accuracy', 'robust_accuracy', 'median_distance'];
const COUNTS = [
  'examples',
  'forwards_per_example',
  'robust_low',
  'robust_high',
  'warnings',
  'criterion',
  'norm',
  'budget',
];

/** What a row is of: `net/dimension 64/pgd/linf 0.1`. */
function nameOf(row: TableRow): string {
  const { model, attack, norm, budget, ...rest } = row;
  const swept = Object.entries(rest).filter(([name]) => ![...MEASURED, ...COUNTS].includes(name));
  return [
    model,
    ...swept.map(([name, value]) => `${name} ${String(value)}`),
    attack,
    budget === null ? norm : `${String(norm)} ${String(budget)}`,
  ].join('/');
}

/**
 * The table of robust accuracies as flat numbers: `MODEL/ATTACK/NORM BUDGET/robust_accuracy`, with `clean_accuracy` and `median_distance` beside it.
 * Without a budget there is no robust accuracy, and where half of the examples were not fooled no median distance.
 */
export const robustMetrics = (rows: readonly TableRow[]): Metrics =>
  Object.fromEntries(
    rows.flatMap((row) =>
      MEASURED.filter((name) => row[name] !== null && (name !== 'robust_accuracy' || row['budget'] !== null)).map(
        (name) => [`${nameOf(row)}/${name}`, Number(row[name])],
      ),
    ),
  );

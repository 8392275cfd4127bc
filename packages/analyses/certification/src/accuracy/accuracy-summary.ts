import { groupBy, normName, type Summary, type SweptRow, type SweptTrial } from '@fragility/analysis';
import { metricName } from '../shared/groups.js';
import { accuracyFigure } from './accuracy-figure.js';
import { pool, type Pooled } from './pooled.js';

const percent = (share: unknown): string => `${(100 * Number(share)).toFixed(1)} %`;

const lineOf = ({ rows }: Pooled): string =>
  rows
    .map(({ budget, certified_accuracy: certified, robust_accuracy: robust }) => {
      const beside = robust === null ? '' : `, attacks leave ${percent(robust)}`;
      return `${percent(certified)} certified at ${String(budget)}${beside}`;
    })
    .join('; ');

const LABELS = {
  clean_accuracy: { label: 'clean accuracy' },
  certified_accuracy: { label: 'certified accuracy' },
  robust_accuracy: { label: 'robust accuracy, worst case over attacks' },
  open: { label: 'open' },
};

/** Certified accuracy beside what attacks leave: table, one figure a norm, headlines, metrics. */
export async function summariseAccuracy(
  rows: readonly SweptRow[],
  columns: readonly string[],
  { confidence, trials }: { readonly confidence: number; readonly trials: readonly SweptTrial[] },
): Promise<Summary> {
  if (rows.length === 0) return {};
  const all = await pool(rows, columns, trials, confidence);
  return {
    tables: [
      {
        name: 'certified-accuracies',
        title: 'Certified accuracy beside robust accuracy',
        columns: LABELS,
        rows: all.flatMap((one) => one.rows),
      },
    ],
    figures: [...groupBy(all, ({ norm }) => norm).values()].flatMap((own) => accuracyFigure(own, confidence)),
    headlines: all.map((one) => ({
      label: `Certified accuracy, ${normName(one.norm)}: ${one.name}`,
      value: lineOf(one),
    })),
    metrics: Object.fromEntries(
      all.flatMap(({ name, norm, rows: own }) =>
        own.map((row) => [
          `${metricName(name)}/${norm} ${String(row['budget'])}/certified_accuracy`,
          Number(row['certified_accuracy']),
        ]),
      ),
    ),
  };
}

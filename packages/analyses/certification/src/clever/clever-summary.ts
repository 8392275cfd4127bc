import { normName, type Summary, type SweptRow } from '@fragility/analysis';
import { median, type ConvexNorm } from '@fragility/numerics';
import { cell, grouped, metricName, numbersOf, shown } from '../shared/groups.js';

const LABELS = {
  median_estimate: { label: 'median CLEVER estimate (no bound)' },
  median_attack: { label: 'median of attacks' },
  median_ratio: { label: 'median estimate/attack' },
  refuted: { label: 'estimates that an attack refutes' },
};

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Median estimates beside what attacks found, and how many of them attacks refute. */
export function summariseClever(rows: readonly SweptRow[], columns: readonly string[], norm: ConvexNorm): Summary {
  if (rows.length === 0) return {};
  const all = grouped(rows, columns).map(({ of, name, rows: own }) => {
    const correct = own.filter((row) => row['correct'] === true);
    const middle = (column: string): number | null => cell(median(numbersOf(correct, column)));
    const attacked = correct.filter((row) => typeof row['refuted'] === 'boolean');
    const ratios = attacked.map((row) => Number(row['estimate']) / Number(row['attack_distance']));
    const row = {
      ...of,
      ...{ norm, examples: own.length, correct: correct.length, median_estimate: middle('estimate') },
      ...{ attacked: attacked.length, median_attack: middle('attack_distance'), median_ratio: cell(median(ratios)) },
      refuted: cell(attacked.filter(({ refuted }) => refuted === true).length / attacked.length),
    };
    return { name, row };
  });
  const told = all.filter(({ row }) => row.median_estimate !== null);
  return {
    tables: [
      {
        name: `clever-estimates-${norm}`,
        title: `CLEVER in ${normName(norm)}: estimates, not bounds, of correctly classified examples`,
        columns: LABELS,
        rows: all.map(({ row }) => row),
      },
    ],
    headlines: told.map(({ name, row }) => ({
      label: `CLEVER estimate (no bound), ${normName(norm)}: ${name}`,
      value: `median ${shown(row.median_estimate!)}${row.refuted === null ? '' : `; attacks refute ${percent(row.refuted)} of ${row.attacked}`}`,
    })),
    metrics: Object.fromEntries(
      told.flatMap(({ name, row }) =>
        (['median_estimate', 'median_ratio', 'refuted'] as const).flatMap((column) =>
          row[column] === null ? [] : [[`${metricName(name)}/${norm}/${column}`, row[column]] as const],
        ),
      ),
    ),
  };
}

import { normName, type Summary, type SweptRow } from '@fragility/analysis';
import { median, type ConvexNorm } from '@fragility/numerics';
import { cell, grouped, metricName, numbersOf, shown } from '../shared/groups.js';

const LABELS = {
  median_global: { label: 'median radius, global' },
  median_local: { label: 'median radius, local' },
  median_attack: { label: 'median of attacks' },
  median_gap: { label: 'median (attack − lower)/attack' },
};

/** Median radii by global and local constants, beside what attacks found. */
export function summariseLipschitz(rows: readonly SweptRow[], columns: readonly string[], norm: ConvexNorm): Summary {
  if (rows.length === 0) return {};
  const all = grouped(rows, columns).map(({ of, name, rows: own }) => {
    const correct = own.filter((row) => row['correct'] === true);
    const middle = (column: string): number | null => cell(median(numbersOf(correct, column)));
    const gaps = correct.flatMap(({ lower, attack_distance: found }) =>
      typeof lower === 'number' && typeof found === 'number' && found > 0 ? [(found - lower) / found] : [],
    );
    const row = {
      ...of,
      ...{ norm, examples: own.length, correct: correct.length },
      ...{ median_global: middle('global_radius'), median_local: middle('local_radius') },
      ...{ median_lower: middle('lower'), median_attack: middle('attack_distance'), median_gap: cell(median(gaps)) },
    };
    return { name, row };
  });
  const told = all.filter(({ row }) => row.median_lower !== null);
  return {
    tables: [
      {
        name: `lipschitz-radii-${norm}`,
        title: `Radii that Lipschitz constants prove in ${normName(norm)}, of correctly classified examples`,
        columns: LABELS,
        rows: all.map(({ row }) => row),
      },
    ],
    headlines: told.map(({ name, row }) => ({
      label: `Lipschitz radius, ${normName(norm)}: ${name}`,
      value: `median ${shown(row.median_global ?? NaN)} by global constants, ${shown(row.median_local ?? NaN)} by local ones${row.median_attack === null ? '' : `; attacks found ${shown(row.median_attack)}`}`,
    })),
    metrics: Object.fromEntries(
      told.flatMap(({ name, row }) =>
        (['median_global', 'median_local', 'median_gap'] as const).flatMap((column) =>
          row[column] === null ? [] : [[`${metricName(name)}/${norm}/${column}`, row[column]] as const],
        ),
      ),
    ),
  };
}

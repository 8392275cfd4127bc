import type { Headline, Table, TableRow } from '@fragility/analysis';
import { mean, median } from '@fragility/numerics';
import type { DoneTrial, StoredRecord } from './result.js';
import { cell, shortNames } from './tables.js';

interface Group {
  readonly head: TableRow;
  readonly records: StoredRecord[];
}

const COLUMNS = ['model', 'attack', 'norm', 'budget'];

/** Records that belong together: one model, swept values, attack and budget; seeds are pooled. */
function groups(trials: readonly DoneTrial[], paths: readonly string[]): Group[] {
  const names = shortNames(paths, COLUMNS);
  const found = new Map<string, Group>();
  for (const { model, swept, attacks } of trials) {
    for (const record of attacks) {
      const { attack, norm, budget } = record;
      const head = {
        model,
        ...Object.fromEntries([...names].map(([path, name]) => [name, cell(swept[path])])),
        attack,
        norm,
        budget,
      };
      const key = JSON.stringify(head);
      const group: Group = found.get(key) ?? { head, records: [] };
      group.records.push(record);
      found.set(key, group);
    }
  }
  return [...found.values()];
}

/** Median distance of the attacked examples, an example not fooled counting as ∞; null where the median is not finite. */
function medianDistance(records: readonly StoredRecord[]): number | null {
  const distances = records
    .filter(({ skipped }) => !skipped)
    .map(({ success, distance }) => (success ? (distance ?? Infinity) : Infinity));
  const middle = distances.length > 0 ? median(distances) : NaN;
  return Number.isFinite(middle) ? middle : null;
}

/**
 * Robust accuracy by model, swept values, attack and budget, over all seeds.
 *
 *     clean = 1 − skipped/n,  robust = 1 − (skipped + fooled)/n
 *
 * Distances are those of correctly classified examples; without a budget everything that can be fooled counts as fooled.
 */
export function robustAccuracy(trials: readonly DoneTrial[], paths: readonly string[]): Table | undefined {
  const rows = groups(trials, paths).map(({ head, records }) => {
    const n = records.length;
    return {
      ...head,
      examples: n,
      clean_accuracy: records.filter(({ skipped }) => !skipped).length / n,
      robust_accuracy: records.filter(({ success, skipped }) => !success && !skipped).length / n,
      median_distance: medianDistance(records),
      forwards_per_example: mean(records.map(({ forwards }) => forwards)),
    };
  });
  return rows.length > 0 ? { name: 'robust-accuracy', title: 'Robust accuracy', rows } : undefined;
}

const percent = (share: unknown): string => `${(100 * Number(share)).toFixed(1)} %`;
const short = (value: unknown): string => String(Number(Number(value).toPrecision(4)));

/** One line per model and attack, for experiments that sweep nothing. */
export function attackHeadlines(table: Table | undefined): Headline[] {
  const lines = new Map<string, TableRow[]>();
  for (const row of table?.rows ?? []) {
    const key = `${row['model']}, ${row['attack']} (${row['norm']})`;
    lines.set(key, [...(lines.get(key) ?? []), row]);
  }
  return [...lines].map(([key, rows]) => {
    const clean = `${percent(rows[0]!['clean_accuracy'])} clean`;
    const budgeted = rows.filter(({ budget }) => budget !== null);
    const robust = budgeted.map(({ budget, robust_accuracy }) => `${percent(robust_accuracy)} at ${short(budget)}`);
    const distance = rows.at(-1)!['median_distance'];
    return budgeted.length > 0
      ? { label: `Accuracy: ${key}`, value: [clean, ...robust].join(', ') }
      : {
          label: `Median smallest perturbation: ${key}`,
          value: distance === null ? 'none found for half of the examples' : `${short(distance)} (${clean})`,
        };
  });
}

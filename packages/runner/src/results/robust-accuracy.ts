import type { Headline, Table, TableRow } from '@fragility/analysis';
import { mean, median } from '@fragility/numerics';
import { doubtsOf, type Doubt } from './doubts.js';
import type { DoneTrial, StoredRecord } from '../store/result.js';
import { cell, shortNames } from './tables.js';

interface Group {
  readonly head: TableRow;
  probabilities: boolean;
  readonly records: StoredRecord[];
}

const COLUMNS = ['model', 'attack', 'norm', 'budget'];

/** Robust accuracies, and what speaks against those of each row. */
export interface Robustness {
  readonly table: Table;
  readonly doubts: ReadonlyMap<TableRow, readonly Doubt[]>;
}

/** Records that belong together: one model, swept values, attack and budget; seeds are pooled. */
function groups(trials: readonly DoneTrial[], paths: readonly string[]): Group[] {
  const names = shortNames(paths, COLUMNS);
  const found = new Map<string, Group>();
  for (const { model, swept, attacks, probabilities = false } of trials) {
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
      const group: Group = found.get(key) ?? { head, probabilities: false, records: [] };
      group.probabilities ||= probabilities;
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
export function robustAccuracy(trials: readonly DoneTrial[], paths: readonly string[]): Robustness | undefined {
  const found = groups(trials, paths);
  const all = found.map(({ records, probabilities }) => doubtsOf(records, probabilities));
  const doubted = all.some((doubts) => doubts.length > 0);
  const rows = found.map(({ head, records }, k) => {
    const n = records.length;
    return {
      ...head,
      examples: n,
      clean_accuracy: records.filter(({ skipped }) => !skipped).length / n,
      robust_accuracy: records.filter(({ success, skipped }) => !success && !skipped).length / n,
      median_distance: medianDistance(records),
      forwards_per_example: mean(records.map(({ forwards }) => forwards)),
      ...(doubted ? { warnings: all[k]!.map(({ code }) => code).join(' ') || null } : {}),
    };
  });
  if (rows.length === 0) return undefined;
  return {
    table: { name: 'robust-accuracy', title: 'Robust accuracy', rows },
    doubts: new Map(rows.map((row, k) => [row, all[k]!])),
  };
}

const percent = (share: unknown): string => `${(100 * Number(share)).toFixed(1)} %`;
const short = (value: unknown): string => String(Number(Number(value).toPrecision(4)));

/** Each doubt once, as the last budget has it. */
const worst = (all: readonly (readonly Doubt[])[]): Doubt[] => [
  ...new Map(all.flat().map((doubt) => [doubt.code, doubt])).values(),
];

/** Doubts of a sweep, whose robust accuracies no headline shows: a sentence for each model and attack. */
export const doubtNotes = ({ table, doubts }: Robustness): string[] =>
  table.rows.flatMap((row) =>
    (doubts.get(row) ?? []).map(({ sentence }) => `attack '${row['attack']}' on model '${row['model']}': ${sentence}`),
  );

/** One line per model and attack, for experiments that sweep nothing. */
export function attackHeadlines({ table, doubts }: Robustness): Headline[] {
  const lines = new Map<string, TableRow[]>();
  for (const row of table.rows) {
    const key = `${row['model']}, ${row['attack']} (${row['norm']})`;
    lines.set(key, [...(lines.get(key) ?? []), row]);
  }
  return [...lines].map(([key, rows]) => {
    const clean = `${percent(rows[0]!['clean_accuracy'])} clean`;
    const budgeted = rows.filter(({ budget }) => budget !== null);
    const robust = budgeted.map(({ budget, robust_accuracy }) => `${percent(robust_accuracy)} at ${short(budget)}`);
    const distance = rows.at(-1)!['median_distance'];
    const warnings = worst(rows.map((row) => doubts.get(row) ?? []));
    const doubted = warnings.length > 0 ? { warnings } : {};
    return budgeted.length > 0
      ? { label: `Accuracy: ${key}`, value: [clean, ...robust].join(', '), ...doubted }
      : {
          label: `Median smallest perturbation: ${key}`,
          value: distance === null ? 'none found for half of the examples' : `${short(distance)} (${clean})`,
          ...doubted,
        };
  });
}

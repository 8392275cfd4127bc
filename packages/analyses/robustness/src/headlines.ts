import { groupBy, type Headline, normName, type TableRow } from '@fragility/analysis';
import type { Norm } from '@fragility/numerics';
import type { CriterionName } from './criterion.js';
import type { Doubt } from './doubts.js';
import { WORST_CASE } from './contest/worst-case.js';

/** A row of the table of robust accuracies, and what speaks against it. */
export interface Judged {
  readonly criterion: CriterionName;
  readonly row: TableRow;
  readonly doubts: readonly Doubt[];
}

const percent = (share: unknown): string => `${(100 * Number(share)).toFixed(1)} %`;
const short = (value: unknown): string => String(Number(Number(value).toPrecision(4)));

/** Each doubt once, as the last budget has it. */
const worst = (all: readonly Judged[]): Doubt[] => [
  ...new Map(all.flatMap(({ doubts }) => doubts).map((doubt) => [doubt.code, doubt])).values(),
];

/** Doubts of a sweep, whose robust accuracies no headline shows: for each model, attack and kind of doubt the last sentence, and how many rows it is of. */
export function doubtNotes(judged: readonly Judged[]): string[] {
  const all = judged.flatMap(({ row: { attack, model }, doubts }) =>
    attack === WORST_CASE ? [] : doubts.map((doubt) => ({ of: `attack '${attack}' on model '${model}'`, ...doubt })),
  );
  return [...groupBy(all, ({ of, code }) => `${of} ${code}`).values()].map((own) => {
    const { of, sentence } = own.at(-1)!;
    const sentences = new Set(own.map((doubt) => doubt.sentence)).size;
    return `${of}: ${sentence}${sentences > 1 ? `; likewise in ${sentences - 1} more rows of the table` : ''}`;
  });
}

/** How many examples were led to their target, and how many were of its class before. */
function targetedHeadline(key: string, rows: readonly TableRow[], warnings: readonly Doubt[]): Headline {
  const reached = (share: unknown): string => percent(1 - Number(share));
  const at = rows.map(
    ({ budget, robust_accuracy }) => `${reached(robust_accuracy)}${budget === null ? '' : ` at ${short(budget)}`}`,
  );
  return {
    label: `Led to the target: ${key}`,
    value: [`${reached(rows[0]!['clean_accuracy'])} before`, ...at].join(', '),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

/** One line per model and attack, for experiments that sweep nothing. */
export function attackHeadlines(judged: readonly Judged[]): Headline[] {
  const lines = groupBy(judged, ({ row }) => `${row['model']}, ${row['attack']} (${normName(row['norm'] as Norm)})`);
  return [...lines].map(([key, all]) => {
    const rows = all.map(({ row }) => row);
    if (all[0]!.criterion === 'targeted') return targetedHeadline(key, rows, worst(all));
    const clean = `${percent(rows[0]!['clean_accuracy'])} clean`;
    const budgeted = rows.filter(({ budget }) => budget !== null);
    const robust = budgeted.map(({ budget, robust_accuracy }) => `${percent(robust_accuracy)} at ${short(budget)}`);
    const distance = rows.at(-1)!['median_distance'];
    const warnings = worst(all);
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

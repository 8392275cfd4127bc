import { groupBy, type SweptRow, type SweptTrial, type TableRow } from '@fragility/analysis';
import { wilson, type ConvexNorm } from '@fragility/numerics';
import { nearestFound } from '../attacked/nearest.js';
import { grouped, type Group } from '../shared/groups.js';

/** A share of the examples at a budget, with its interval. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

/** What is proven and what attacks leave, of one model, setting and norm. */
export interface Pooled {
  readonly name: string;
  readonly norm: ConvexNorm;
  readonly method: string;
  readonly examples: number;
  readonly seeds: number;
  /** Clean accuracy, at ε = 0. */
  readonly clean: Point;
  readonly certified: readonly Point[];
  /** Exact steps at the distances that attacks found; empty without attacks. */
  readonly robust: readonly Point[];
  /** Rows of the summary's table. */
  readonly rows: readonly TableRow[];
}

const sum = (rows: readonly SweptRow[], column: string): number =>
  rows.reduce((total, row) => total + Number(row[column] ?? 0), 0);

const pointOf = (x: number, count: number, n: number, confidence: number): Point => {
  const [low, high] = wilson(count, n, confidence);
  return { x, y: count / n, low, high };
};

/** Distances that attacks of a norm found in the trials of a group, ascending; undefined without such attacks. */
async function distancesOf(
  trials: readonly SweptTrial[],
  { rows }: Group,
  norm: ConvexNorm,
): Promise<number[] | undefined> {
  const names = new Set(rows.map(({ trial }) => trial));
  const own = trials.filter(({ trial }) => names.has(trial));
  if (own.every(({ attacks }) => attacks.every((attack) => attack.norm !== norm || attack.targeted))) return undefined;
  const all: number[] = [];
  for (const { attacks } of own)
    for (const { distance } of (await nearestFound(attacks, norm)).values()) all.push(distance);
  return all.sort((a, b) => a - b);
}

/** Shares by model, swept values, norm and budget; seeds are pooled. */
export async function pool(
  rows: readonly SweptRow[],
  columns: readonly string[],
  trials: readonly SweptTrial[],
  confidence: number,
): Promise<Pooled[]> {
  const all: Pooled[] = [];
  for (const group of grouped(rows, columns))
    for (const own of groupBy(group.rows, ({ norm }) => String(norm)).values()) {
      const norm = own[0]!['norm'] as ConvexNorm;
      const budgets = [...groupBy(own, ({ budget }) => Number(budget))].sort(([a], [b]) => a - b);
      const distances = await distancesOf(trials, { ...group, rows: own }, norm);
      const points = budgets.map(([budget, at]) =>
        pointOf(budget, sum(at, 'certified'), sum(at, 'examples'), confidence),
      );
      const first = budgets[0]![1];
      const [n, correct] = [sum(first, 'examples'), sum(first, 'correct')];
      all.push({
        ...{ name: group.name, norm, method: String(own[0]!['method']), examples: n, seeds: group.seeds },
        clean: pointOf(0, correct, n, confidence),
        certified: points,
        robust: (distances ?? []).map((x, k) => pointOf(x, Math.max(0, correct - k - 1), n, confidence)),
        rows: budgets.map(([budget, at], k) => ({
          ...group.of,
          ...{ norm, budget, method: String(own[0]!['method']), examples: n, clean_accuracy: correct / n },
          ...{ certified_accuracy: points[k]!.y, certified_low: points[k]!.low, certified_high: points[k]!.high },
          robust_accuracy: distances ? (correct - sum(at, 'fooled')) / n : null,
          open: distances ? (correct - sum(at, 'fooled') - sum(at, 'certified')) / n : null,
          timed_out: sum(at, 'timed_out'),
        })),
      });
    }
  return all;
}

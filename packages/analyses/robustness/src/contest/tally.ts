import type { Cell, FoundRecord, TableRow } from '@fragility/analysis';
import type { Norm } from '@fragility/numerics';
import { criterionOf } from '../criterion.js';
import { within, type Contest } from './worst-case.js';

/** Distances that agree to this relative tolerance are a tie. */
const TIE = 1e-6;

/** What the attacks of a contest came to at one limit, counted over examples. */
export interface Tally {
  /** Model and swept values. */
  readonly of: TableRow;
  readonly norm: Norm;
  /** Budget; null where smallest distances are compared. */
  readonly limit: number | null;
  /** Examples that any of the attacks fooled. */
  fooled: number;
  /** On how many of them each attack has the nearest point; ties are shared out. */
  readonly won: Map<string, number>;
  /** How many each attack fooled and no other did. */
  readonly alone: Map<string, number>;
  /** On how many examples the first attack did better than the second: first, then second. */
  readonly better: Map<string, Map<string, number>>;
}

/** The distance of the nearest point that each attack found within a limit, Infinity for none; of the attacks that were asked there only. */
function standings(records: readonly FoundRecord[], limit: number | null): Map<string, number> {
  const found = new Map<string, number>();
  for (const { attack, budget } of records) if (budget === limit || budget === null) found.set(attack, Infinity);
  for (const record of records) {
    const { attack, distance } = record;
    const before = found.get(attack);
    if (before !== undefined && record.success && within(record, limit))
      found.set(attack, Math.min(before, distance ?? Number.MAX_VALUE));
  }
  return found;
}

const add = (counts: Map<string, number>, name: string, amount: number): void =>
  void counts.set(name, (counts.get(name) ?? 0) + amount);

/** Whether one attack did better than another: at a budget by fooling at all, else by a point that is nearer. */
const isBetter = (own: number, other: number, limit: number | null): boolean =>
  limit === null ? own < other * (1 - TIE) : Number.isFinite(own) && !Number.isFinite(other);

function count({ limit, won, alone, better, ...tally }: Tally, found: ReadonlyMap<string, number>): number {
  for (const [own, distance] of found)
    for (const [other, theirs] of found) {
      if (own === other) continue;
      if (!better.has(own)) better.set(own, new Map());
      add(better.get(own)!, other, isBetter(distance, theirs, limit) ? 1 : 0);
    }
  const nearest = Math.min(...found.values());
  if (!Number.isFinite(nearest)) return tally.fooled;
  const winners = [...found].filter(([, distance]) => distance <= nearest * (1 + TIE));
  for (const [name] of winners) add(won, name, 1 / winners.length);
  const successful = [...found].filter(([, distance]) => Number.isFinite(distance));
  if (successful.length === 1) add(alone, successful[0]![0], 1);
  return tally.fooled + 1;
}

/** Tallies of contests, counted example by example; models and swept values stand apart, seeds are pooled. */
export interface Tallies {
  /** Counts what all attacks found on one example. */
  add(of: TableRow, records: readonly FoundRecord[], contests: readonly Contest[]): void;
  all(): Tally[];
}

export function countContests(): Tallies {
  const tallies = new Map<string, Tally>();
  const tallyOf = (of: Readonly<Record<string, Cell>>, norm: Norm, limit: number | null): Tally => {
    const key = JSON.stringify([of, norm, limit]);
    const tally = tallies.get(key) ?? {
      ...{ of, norm, limit, fooled: 0, won: new Map<string, number>(), alone: new Map<string, number>() },
      better: new Map<string, Map<string, number>>(),
    };
    tallies.set(key, tally);
    return tally;
  };
  return {
    add: (of, records, contests) => {
      for (const { norm, budgets } of contests) {
        const own = records.filter((one) => one.norm === norm && criterionOf(one) === 'untargeted');
        if (own.length === 0 || own.some(({ skipped }) => skipped)) continue;
        for (const limit of budgets) {
          const found = standings(own, limit);
          const tally = tallyOf(of, norm, limit);
          if (found.size > 1) tally.fooled = count(tally, found);
        }
      }
    },
    all: () => [...tallies.values()].filter(({ better }) => better.size > 1),
  };
}

import type { TableRow } from '@fragility/analysis';
import { signTest } from '@fragility/numerics';
import type { Doubt } from '../doubts.js';
import type { Tally } from './tally.js';

/** Chance of a false alarm among all comparisons of a summary. */
const LEVEL = 0.01;

/** One attack against another at one limit. */
export interface Rivalry {
  readonly tally: Tally;
  readonly attack: string;
  readonly rival: string;
  /** Examples on which the attack does better. */
  readonly wins: number;
  /** Examples on which the rival does. */
  readonly losses: number;
  /** Exact sign test of wins against losses; McNemar's at a budget. */
  readonly p: number;
}

/** Every pair of attacks at every limit, once. */
export const rivalries = (tallies: readonly Tally[]): Rivalry[] =>
  tallies.flatMap((tally) => {
    const names = [...tally.better.keys()];
    return names.flatMap((attack, k) =>
      names.slice(k + 1).map((rival) => {
        const wins = tally.better.get(attack)?.get(rival) ?? 0;
        const losses = tally.better.get(rival)?.get(attack) ?? 0;
        return { tally, attack, rival, wins, losses, p: signTest(wins, losses) };
      }),
    );
  });

/** A small probability in words: `p = 0.004`, `p < 10⁻⁶`. */
export const chance = (p: number): string => (p < 1e-6 ? 'p < 10⁻⁶' : `p = ${Number(p.toPrecision(2))}`);

const sentence = ({ tally: { limit }, rival, wins, losses, p }: Rivalry): string =>
  limit === null
    ? `${rival} finds the smaller perturbation on ${losses} examples and this attack on ${wins} (sign test, ${chance(p)}): its distances are too large`
    : `${rival} fools ${losses} examples that this attack does not, and this attack ${wins} that ${rival} does not (sign test, ${chance(p)}): robust accuracy is too high`;

const turned = (one: Rivalry): Rivalry => ({
  ...one,
  ...{ attack: one.rival, rival: one.attack, wins: one.losses, losses: one.wins },
});

/** Finds the doubt about an attack that another one beats beyond chance, Bonferroni's correction over all comparisons; the clearest where there are several. */
export function beatenBy(
  all: readonly Rivalry[],
): (of: TableRow, attack: string, norm: string, limit: number | null) => Doubt[] {
  const key = (...parts: unknown[]): string => JSON.stringify(parts);
  const worst = new Map<string, Rivalry>();
  for (const one of all) {
    if (one.wins === one.losses || one.p * all.length >= LEVEL) continue;
    const beaten = one.wins < one.losses ? one : turned(one);
    const { of, norm, limit } = beaten.tally;
    const at = key(of, beaten.attack, norm, limit);
    const before = worst.get(at);
    if (!before || beaten.p < before.p) worst.set(at, beaten);
  }
  return (...of) => {
    const found = worst.get(key(...of));
    return found ? [{ code: 'beaten', sentence: sentence(found) }] : [];
  };
}

import type { Table } from '@fragility/analysis';
import type { Rivalry } from './rivals.js';
import type { Tally } from './tally.js';

const share = (amount: number, of: number): number | null => (of === 0 ? null : amount / of);

/** Who decides the worst case: an attack's share of the fooled examples, at every limit. */
const winnersTable = (tallies: readonly Tally[]): Table => ({
  name: 'worst-case',
  title: 'Who decides the worst case',
  rows: tallies.flatMap(({ of, norm, limit, fooled, won, alone, better }) =>
    [...better.keys()].map((attack) => ({
      ...of,
      ...{ norm, budget: limit, attack, fooled },
      share_nearest: share(won.get(attack) ?? 0, fooled),
      share_alone: share(alone.get(attack) ?? 0, fooled),
    })),
  ),
});

const pairsTable = (all: readonly Rivalry[]): Table => ({
  name: 'attack-pairs',
  title: 'Attacks against each other, on the same examples',
  rows: all.map(({ tally: { of, norm, limit }, attack, rival, wins, losses, p }) => ({
    ...of,
    ...{ norm, budget: limit, attack, rival, wins, losses, p },
  })),
});

/** Tables of the contests; none where no two attacks share a norm. */
export const contestTables = (tallies: readonly Tally[], all: readonly Rivalry[]): Table[] =>
  tallies.length === 0 ? [] : [winnersTable(tallies), pairsTable(all)];

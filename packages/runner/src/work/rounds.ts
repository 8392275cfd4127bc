import type { Trial } from '../plan/plan.js';

/** Things by a key, in the order in which the keys come first. */
function groupedBy<T, K>(all: readonly T[], keyOf: (one: T) => K): T[][] {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return [...groups.values()];
}

/**
 * Trials seed by seed, and with each seed the heaviest data first, with all of its models: all that is swept with the first seed, then all with the
 * next. So a run that is stopped says something of everything, how long one round takes is known early, and what ends last is short.
 */
export function inRounds<T extends Pick<Trial, 'seed' | 'data'>>(
  trials: readonly T[],
  weightOf: (trial: T) => number,
): T[] {
  const heavy = (group: readonly T[]): number => group.reduce((sum, trial) => sum + weightOf(trial), 0);
  return groupedBy(trials, ({ seed }) => seed).flatMap((round) =>
    groupedBy(round, ({ data }) => data)
      .map((group) => ({ group, weight: heavy(group) }))
      .sort((a, b) => b.weight - a.weight)
      .flatMap(({ group }) => group),
  );
}

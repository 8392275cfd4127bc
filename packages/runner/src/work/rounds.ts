import type { Trial } from '../plan/plan.js';

/**
 * Trials seed by seed: all that is swept with the first seed, then all with the next. So a run that is stopped says something of everything, and
 * how long one round takes is known early.
 */
export function inRounds<T extends Pick<Trial, 'seed'>>(trials: readonly T[]): T[] {
  const rounds = new Map<number, T[]>();
  for (const trial of trials) {
    const round = rounds.get(trial.seed);
    if (round) round.push(trial);
    else rounds.set(trial.seed, [trial]);
  }
  return [...rounds.values()].flat();
}

import type { Trial } from '../../plan/plan.js';

/** Seconds that the report takes, about: to load what draws, the figures of an analysis, and so many for a record in the tables. */
const WRITING = { seconds: 2, analysis: 1.1, record: 1e-4 };

/**
 * How long it takes to write what trials found, about; without a limit of examples their number is not known.
 *
 * @param figures whether figures are drawn
 */
export function secondsToWrite(trials: readonly Pick<Trial, 'settings'>[], figures = true): number {
  const analyses = trials[0]?.settings.analyses.length ?? 0;
  const records = trials.reduce((sum, { settings: { attacks, evaluate } }) => {
    const budgets = attacks.reduce((count, { options }) => count + (options.budgets?.length ?? 1), 0);
    return sum + (evaluate.limit ?? 0) * budgets;
  }, 0);
  return records * WRITING.record + (figures ? WRITING.seconds + analyses * WRITING.analysis : 0);
}

import type { Trial } from '../../plan/plan.js';

/** Seconds that tables, figures and the report take, about: some, and so many for a record. */
const WRITING = { seconds: 2, record: 1e-4 };

/** How long it takes to write what trials found, about; without a limit of examples their number is not known. */
export const secondsToWrite = (trials: readonly Pick<Trial, 'settings'>[]): number =>
  trials.reduce((sum, { settings: { attacks, evaluate } }) => {
    const budgets = attacks.reduce((count, { options }) => count + (options.budgets?.length ?? 1), 0);
    return sum + (evaluate.limit ?? 0) * budgets * WRITING.record;
  }, WRITING.seconds);

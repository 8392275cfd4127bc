import type { Trial } from '../plan/plan.js';
import type { TrialResult } from '../store/result.js';

/** How this process runs a trial. */
export interface TrialWork {
  readonly signal: AbortSignal | undefined;
  /** Runs a trial and stores what it found, or why it failed; undefined where an abort leaves it to another run. */
  perform(trial: Trial): Promise<TrialResult | undefined>;
}

/** Where trials run. A trial gives the same results wherever it runs, and however often. */
export interface Executor {
  /** Has trials run, in any order, and yields what each left behind once it is stored; stops early when the signal is aborted. */
  execute(trials: readonly Trial[], work: TrialWork): AsyncIterable<TrialResult>;
}

import type { At, Counted, Phase } from '../execute/events.js';
import type { Clock } from '../ports/clock.js';
import { plus, type Spent } from '../store/shards/spent.js';

/** How long the phases of one trial take, and where it is. */
export interface TrialProgress {
  /** Seconds that this process has spent on the trial so far, the phase that it is in included. */
  spent(): Spent;
  tell(at: At, message: string, counted?: Counted): void;
  /** Does something else first, in a phase of its own: what was told before is told again after it. */
  interrupted<T>(work: () => Promise<T>): Promise<T>;
  /** Ends a step of a phase. @throws the signal's reason once it is aborted. */
  finish(phase: Phase): void;
}

export function trialProgress(
  clock: Clock,
  signal: AbortSignal | undefined,
  tell: TrialProgress['tell'],
): TrialProgress {
  const seconds: Partial<Record<Phase, number>> = {};
  const started = clock.elapsed();
  let since = started;
  let latest: Parameters<TrialProgress['tell']> | undefined;
  const told: TrialProgress['tell'] = (...of) => {
    latest = of;
    tell(...of);
  };
  return {
    spent: () => {
      const now = clock.elapsed();
      const done: Spent = { seconds: (now - started) / 1000, phases: seconds };
      const current = latest?.[0].phase;
      return current && now > since ? plus(done, { seconds: 0, phases: { [current]: (now - since) / 1000 } }) : done;
    },
    tell: told,
    interrupted: async (work) => {
      const before = latest;
      const result = await work();
      if (before) told(...before);
      return result;
    },
    finish: (phase) => {
      const now = clock.elapsed();
      seconds[phase] = (seconds[phase] ?? 0) + (now - since) / 1000;
      since = now;
      signal?.throwIfAborted();
    },
  };
}

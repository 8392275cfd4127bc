import type { Counted, Phase } from '../execute/events.js';
import type { Clock } from '../ports/clock.js';

/** The steps of one trial: how long its phases take, and the share of its steps that is done. */
export interface TrialProgress {
  /** Seconds that each phase has taken so far. */
  readonly seconds: Readonly<Partial<Record<Phase, number>>>;
  /** Share of the trial that is done when its present step is done so far. */
  tell(phase: Phase, step: number, message: string, counted?: Counted): void;
  /** Does something else first, in a phase of its own: what was told before is told again after it. */
  interrupted<T>(work: () => Promise<T>): Promise<T>;
  /** Share of the trial that a share of one step is. */
  share(step: number): number;
  /** Ends some steps of a phase. @throws the signal's reason once it is aborted. */
  finish(phase: Phase, steps?: number): void;
}

/** @param tell told the share of the trial that is done */
export function trialProgress(
  steps: number,
  clock: Clock,
  signal: AbortSignal | undefined,
  tell: (phase: Phase, done: number, message: string, counted?: Counted) => void,
): TrialProgress {
  const seconds: Partial<Record<Phase, number>> = {};
  let done = 0;
  let since = clock.elapsed();
  let latest: Parameters<TrialProgress['tell']> | undefined;
  const told: TrialProgress['tell'] = (phase, step, message, counted) => {
    latest = [phase, step, message, counted];
    tell(phase, (done + step) / steps, message, counted);
  };
  return {
    seconds,
    tell: told,
    interrupted: async (work) => {
      const before = latest;
      const result = await work();
      if (before) told(...before);
      return result;
    },
    share: (step) => step / steps,
    finish: (phase, count = 1) => {
      done += count;
      const now = clock.elapsed();
      seconds[phase] = (seconds[phase] ?? 0) + (now - since) / 1000;
      since = now;
      signal?.throwIfAborted();
    },
  };
}

import type { Clock } from '../ports/clock.js';
import { secondsLeft } from './events.js';

/** How far all trials are together, whatever their order. */
export interface OverallProgress {
  /** Takes `share` of a trial as done that cost this run nothing. */
  skip(share: number): void;
  /** Share of all work that is done when one trial is done so far, and an estimate of the seconds left. */
  at(trial: string, share: number): { readonly done: number; readonly secondsLeft: number | null };
  end(trial: string): void;
}

export function overallProgress(trials: number, clock: Clock): OverallProgress {
  const begun = clock.elapsed();
  const running = new Map<string, number>();
  let [ended, known] = [0, 0];
  return {
    skip: (share) => void (known += share / trials),
    at: (trial, share) => {
      running.set(trial, Math.min(share, 1));
      const done = [...running.values()].reduce((sum, one) => sum + one, ended) / trials;
      return { done, secondsLeft: secondsLeft(done, (clock.elapsed() - begun) / 1000, known) };
    },
    end: (trial) => {
      running.delete(trial);
      ended++;
    },
  };
}

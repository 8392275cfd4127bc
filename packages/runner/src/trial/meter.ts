import type { Clock } from '../ports/clock.js';
import type { ResultStore } from '../ports/result-store.js';
import { noteSpent, notedSpent, plus, type Spent } from '../store/shards/spent.js';
import type { TrialProgress } from './progress.js';

/** Keeps how long a trial has taken, though one process after the other is killed at it or many do a part of it. */
export interface Meter {
  /** Notes from time to time what was spent, that a kill does not lose it. */
  tick(): void;
  /** What all processes have spent on the trial; this one need note nothing more. */
  total(): Promise<Spent>;
  /** Notes what was spent and is not told of in a total. */
  close(): void;
}

/** Less than this is not worth a write that waits for the disk. */
const LEAST_SECONDS = 0.1;
/** A kill loses as much of the time that a trial took, at most. */
const MS_BETWEEN_NOTES = 10_000;

/** @param key of the trial */
export function meterOf(
  { parts, writer, clock }: { readonly parts: ResultStore; readonly writer: string; readonly clock: Clock },
  key: string,
  { spent }: Pick<TrialProgress, 'spent'>,
): Meter {
  let noted: Spent = { seconds: 0, phases: {} };
  let last = clock.elapsed();
  let isTotal = false;
  const note = (): void => {
    const now = spent();
    if (now.seconds - noted.seconds < LEAST_SECONDS) return;
    noteSpent(parts, key, writer, plus(now, noted, -1));
    [noted, last] = [now, clock.elapsed()];
  };
  return {
    tick: () => {
      if (clock.elapsed() - last >= MS_BETWEEN_NOTES) note();
    },
    total: async () => {
      const others = plus(await notedSpent(parts, key), noted, -1);
      isTotal = true;
      return plus(others, spent());
    },
    close: () => {
      if (!isTotal) note();
    },
  };
}

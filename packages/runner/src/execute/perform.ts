import { pictureFile } from '@fragility/report';
import type { PartKeys } from '../plan/keys.js';
import type { Plan } from '../plan/plan.js';
import { isSlice } from '../plan/slice.js';
import type { Clock } from '../ports/clock.js';
import type { DatasetProvider } from '../ports/dataset-provider.js';
import type { TrialObserver } from '../ports/executor.js';
import type { ResultStore } from '../ports/result-store.js';
import type { TrialEnd } from '../store/result.js';
import type { TrialContext } from '../trial/context.js';
import { forgetShards, writeSlice } from '../store/shards/slices.js';
import { runPiece } from '../trial/piece.js';
import { runTrial } from '../trial/trial.js';
import type { Unit } from '../work/units.js';
import { secondsSince } from './clock.js';
import type { Phase } from './events.js';
import { failedTrial } from './failure.js';

/** What this thread runs trials with. */
export interface TrialRunner {
  readonly plan: Plan;
  /** Where finished parts are kept, and taken over from. */
  readonly parts: ResultStore;
  /** Names the files of this thread among those of others that keep parts in the same place. */
  readonly writer: string;
  readonly datasets: DatasetProvider;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/** What is done of a trial, as it can be sent. */
export type Doing = Pick<Unit, 'trial' | 'does'>;

/**
 * Does a unit in this thread, and returns what its trial found or why that failed; undefined for a piece of a trial, and where an abort leaves it
 * to another run.
 */
export async function performUnit(
  { plan, parts, writer, datasets, clock, signal }: TrialRunner,
  { trial, does }: Doing,
  keys: PartKeys,
  observer: TrialObserver,
): Promise<TrialEnd | undefined> {
  const started = clock.now();
  let phase: Phase = 'dataset';
  try {
    const context: TrialContext = {
      plan,
      keys,
      clock,
      datasets,
      parts,
      writer,
      signal,
      warn: observer.warn,
      resumed: observer.resumed,
      keep: async (picture) => {
        const { path, png } = await pictureFile(picture);
        await parts.write(path, png);
        return path;
      },
      progress: (at, ...told) => {
        ({ phase } = at);
        observer.progress(at, ...told);
      },
    };
    if (does === 'trial') {
      const found = await runTrial(trial, context);
      await forgetShards(parts, keys.trial);
      return found;
    }
    await runPiece(trial, does, context);
    if (isSlice(does)) await writeSlice(parts, keys.trial, does);
    return undefined;
  } catch (error) {
    if (signal?.aborted) return undefined;
    observer.failed(error);
    return failedTrial({ trial, started, seconds: secondsSince(started, clock), phase, error });
  }
}

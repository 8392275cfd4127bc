import { pictureFile } from '@fragility/report';
import type { PartKeys } from '../plan/keys.js';
import type { Plan, Trial } from '../plan/plan.js';
import type { Clock } from '../ports/clock.js';
import type { DatasetProvider } from '../ports/dataset-provider.js';
import type { EventSink } from '../ports/event-sink.js';
import type { TrialWork } from '../ports/executor.js';
import type { ResultStore } from '../ports/result-store.js';
import type { TrialResult } from '../store/result.js';
import type { TrialContext } from '../trial/context.js';
import { runTrial } from '../trial/trial.js';
import { secondsSince } from './clock.js';
import type { Phase } from './events.js';
import { failedTrial } from './failure.js';
import { overallProgress, type OverallProgress } from './overall.js';

/** What this process runs trials with. */
export interface TrialRunner {
  readonly plan: Plan;
  readonly store: ResultStore;
  /** Where finished parts are kept, and taken over from. */
  readonly parts: ResultStore;
  /** Names the files of this process among those of others that keep parts in the same place. */
  readonly writer: string;
  readonly datasets: DatasetProvider;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/** How this process runs each of the trials that are to do. */
export function trialWork(
  runner: TrialRunner,
  todo: readonly Trial[],
  keys: ReadonlyMap<string, PartKeys>,
  warn: (message: string) => void,
): TrialWork {
  const { events, clock, signal } = runner;
  const overall = overallProgress(todo.length, clock);
  const index = new Map(todo.map(({ id }, k) => [id, k]));

  async function perform(trial: Trial): Promise<TrialResult | undefined> {
    const at = { trial, index: index.get(trial.id)!, trials: todo.length };
    const started = clock.now();
    let phase: Phase = 'dataset';
    events.emit({ kind: 'trial-started', ...at });
    try {
      const context = contextOf(runner, trial, overall, (current) => (phase = current));
      const result = await runTrial(trial, {
        ...context,
        keys: keys.get(trial.id)!,
        warn,
      });
      events.emit({ kind: 'trial-done', ...at, seconds: result.seconds });
      return result;
    } catch (error) {
      if (signal?.aborted) return undefined;
      const failed = failedTrial({ trial, started, seconds: secondsSince(started, clock), phase, error });
      events.emit({
        kind: 'trial-failed',
        ...at,
        error: error instanceof Error ? error : new Error(String(error)),
        phase,
      });
      return failed;
    } finally {
      overall.end(trial.id);
    }
  }
  return { signal, perform };
}

/** What a trial tells and keeps. */
function contextOf(
  { plan, parts, writer, datasets, events, clock, signal }: TrialRunner,
  trial: Trial,
  overall: OverallProgress,
  enter: (phase: Phase) => void,
): Omit<TrialContext, 'keys' | 'warn'> {
  return {
    plan,
    clock,
    datasets,
    parts,
    writer,
    signal,
    resumed: (attack, known, examples, share) => {
      overall.skip(share);
      events.emit({ kind: 'attack-resumed', trial, attack, known, examples });
    },
    keep: async (picture) => {
      const { path, png } = pictureFile(picture);
      await parts.write(path, png);
      return path;
    },
    progress: (phase, share, message) => {
      enter(phase);
      events.emit({ kind: 'progress', trial, phase, message, ...overall.at(trial.id, share) });
    },
  };
}

import { pictureFile } from '@fragility/report';
import { resultIdentity, type RuntimeIdentity } from '@fragility/engine';
import type { Plan, Trial } from '../plan/plan.js';
import type { Clock } from '../ports/clock.js';
import type { DatasetProvider } from '../ports/dataset-provider.js';
import type { EventSink } from '../ports/event-sink.js';
import type { TrialWork } from '../ports/executor.js';
import type { ResultStore } from '../ports/result-store.js';
import { openPartial, removePartial } from '../store/partial.js';
import type { DoneTrial, FailedTrial, TrialResult } from '../store/result.js';
import { writeTrial } from '../store/trials.js';
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
  readonly datasets: DatasetProvider;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/** A function that does something with a message the first time it gets it. */
const once = (tell: (message: string) => void): ((message: string) => void) => {
  const told = new Set<string>();
  return (message) => {
    if (!told.has(message)) tell(message);
    told.add(message);
  };
};

/** How this process runs each of the trials that are to do. */
export function trialWork(runner: TrialRunner, todo: readonly Trial[], identity: RuntimeIdentity): TrialWork {
  const { store, events, clock, signal } = runner;
  const runtime = resultIdentity(identity);
  const overall = overallProgress(todo.length, clock);
  const warn = (message: string): void => events.emit({ kind: 'warning', message });
  const warnOnce = once(warn);
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
        runtime,
        warn: warnOnce,
        partial: (clean) => openPartial(store, { trial: trial.id, runtime, ...clean }, warn),
      });
      const kept = await writeTrial<DoneTrial>(store, result);
      await removePartial(store, trial.id);
      events.emit({ kind: 'trial-done', ...at, seconds: result.seconds });
      return kept;
    } catch (error) {
      if (signal?.aborted) return undefined;
      const failed = failedTrial({ trial, runtime, started, seconds: secondsSince(started, clock), phase, error });
      const kept = await writeTrial<FailedTrial>(store, failed);
      events.emit({
        kind: 'trial-failed',
        ...at,
        error: error instanceof Error ? error : new Error(String(error)),
        phase,
      });
      return kept;
    } finally {
      overall.end(trial.id);
    }
  }
  return { signal, perform };
}

/** What a trial tells and keeps. */
function contextOf(
  { plan, store, datasets, events, clock, signal }: TrialRunner,
  trial: Trial,
  overall: OverallProgress,
  enter: (phase: Phase) => void,
): Omit<TrialContext, 'runtime' | 'warn' | 'partial'> {
  return {
    plan,
    clock,
    datasets,
    signal,
    resumed: (attack, known, examples, share) => {
      overall.skip(share);
      events.emit({ kind: 'attack-resumed', trial, attack, known, examples });
    },
    keep: async (picture) => {
      const { path, png } = pictureFile(picture);
      await store.write(path, png);
      return path;
    },
    progress: (phase, share, message) => {
      enter(phase);
      events.emit({ kind: 'progress', trial, phase, message, ...overall.at(trial.id, share) });
    },
  };
}

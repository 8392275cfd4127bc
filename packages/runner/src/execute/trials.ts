import type { PartKeys } from '../plan/keys.js';
import type { Trial } from '../plan/plan.js';
import type { EventSink } from '../ports/event-sink.js';
import type { TrialObserver, TrialWork } from '../ports/executor.js';
import type { FailedTrial, TrialResult } from '../store/result.js';
import { secondsSince } from './clock.js';
import type { Phase } from './events.js';
import { failedTrial } from './failure.js';
import { overallProgress } from './overall.js';
import { performTrial, type TrialRunner } from './perform.js';

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** What a trial failed of, where it ran in another thread. */
const errorOf = ({ error: { message, ...more } }: FailedTrial): Error => Object.assign(new Error(message), more);

/** How each of the trials that are to do is run, and what is told of it. */
export function trialWork(
  runner: TrialRunner & { readonly events: EventSink },
  todo: readonly Trial[],
  keys: ReadonlyMap<string, PartKeys>,
  warn: (message: string) => void,
): TrialWork {
  const { plan, parts, writer, events, clock, signal } = runner;
  const overall = overallProgress(todo.length, clock);
  const index = new Map(todo.map(({ id }, k) => [id, k]));

  /** Tells how a trial goes, and calls back with what it is to be given. */
  async function follow(
    trial: Trial,
    run: (observer: TrialObserver) => Promise<TrialResult | undefined>,
  ): Promise<TrialResult | undefined> {
    const at = { trial, index: index.get(trial.id)!, trials: todo.length };
    const started = clock.now();
    let phase: Phase = 'dataset';
    let thrown: unknown;
    const observer: TrialObserver = {
      warn,
      resumed: (attack, known, examples, share) => {
        overall.skip(share);
        events.emit({ kind: 'attack-resumed', trial, attack, known, examples });
      },
      progress: (current, share, message) => {
        phase = current;
        events.emit({ kind: 'progress', trial, phase, message, ...overall.at(trial.id, share) });
      },
      failed: (error) => (thrown = error),
    };
    events.emit({ kind: 'trial-started', ...at });
    const result = await run(observer).catch((error: unknown) => {
      if (signal?.aborted) return undefined;
      thrown = error;
      return failedTrial({ trial, started, seconds: secondsSince(started, clock), phase, error });
    });
    overall.end(trial.id);
    if (result?.status === 'done') events.emit({ kind: 'trial-done', ...at, seconds: result.seconds });
    if (result?.status === 'failed') {
      const error = thrown === undefined ? errorOf(result) : asError(thrown);
      events.emit({ kind: 'trial-failed', ...at, error, phase: result.phase });
    }
    return result;
  }

  const { file, folder, written } = plan;
  return {
    signal,
    remote: { file, folder, written, parts: parts.folder, writer },
    keys: ({ id }) => keys.get(id)!,
    perform: (trial) => follow(trial, (observer) => performTrial(runner, trial, keys.get(trial.id)!, observer)),
    follow,
  };
}

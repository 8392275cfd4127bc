import type { PartKeys } from '../plan/keys.js';
import type { EventSink } from '../ports/event-sink.js';
import type { TrialObserver, TrialWork } from '../ports/executor.js';
import type { ResultStore } from '../ports/result-store.js';
import { ranTrial } from '../trial/finished.js';
import type { Trial } from '../plan/plan.js';
import { totalOf, weightsOf } from '../work/weights.js';
import { readFailure, writeFailure } from '../store/shards/failures.js';
import type { Unit } from '../work/units.js';
import type { FailedTrial, TrialEnd } from '../store/result.js';
import { secondsSince } from './clock.js';
import type { Phase } from './events.js';
import { failedTrial } from './failure.js';
import { overallProgress } from './progress/overall.js';
import { secondsToWrite } from './progress/writing.js';
import { performUnit, type TrialRunner } from './perform.js';

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** What a trial failed of, where it ran in another thread. */
const errorOf = ({ error: { message, ...more } }: FailedTrial): Error => Object.assign(new Error(message), more);

/** How each of the units that are to do is done, and what is told of its trial. */
export function trialWork(
  runner: TrialRunner & { readonly events: EventSink; readonly store: ResultStore; readonly figures: boolean },
  units: readonly Unit[],
  keys: ReadonlyMap<string, PartKeys>,
  warn: (message: string) => void,
): TrialWork {
  const { plan, parts, store, datasets, writer, events, clock, signal } = runner;
  const overall = overallProgress(units, clock, secondsToWrite(plan.trials, runner.figures));
  const todo = [...new Set(units.map(({ trial }) => trial))];
  const index = new Map(todo.map(({ id }, k) => [id, k]));
  const begun = new Map<string, Date>();
  const failed = new Set<string>();

  /** Tells how the trial of a unit goes, and calls back with what it is to be given. */
  async function follow(
    { id, trial }: Unit,
    run: (observer: TrialObserver) => Promise<TrialEnd | undefined>,
  ): Promise<TrialEnd | undefined> {
    const at = { trial, index: index.get(trial.id)!, trials: todo.length };
    const started = clock.now();
    let phase: Phase = 'dataset';
    let thrown: unknown;
    const observer: TrialObserver = {
      warn,
      resumed: (attack, known, examples) => {
        overall.skip(id, { phase: 'attacks', name: attack }, known / examples);
        events.emit({ kind: 'attack-resumed', trial, attack, known, examples });
      },
      progress: (where, message, counted) => {
        ({ phase } = where);
        const more = counted ? { counted } : {};
        events.emit({ kind: 'progress', trial, phase, message, ...more, ...overall.at(id, where) });
      },
      failed: (error) => (thrown = error),
    };
    if (!begun.has(trial.id)) events.emit({ kind: 'trial-started', ...at });
    begun.set(trial.id, begun.get(trial.id) ?? started);
    const result = await run(observer).catch((error: unknown) => {
      if (signal?.aborted) return undefined;
      thrown = error;
      return failedTrial({ trial, started, seconds: secondsSince(started, clock), phase, error });
    });
    overall.end(id);
    if (result?.status === 'done') {
      const seconds = begun.get(trial.id) === started ? result.seconds : secondsSince(begun.get(trial.id)!, clock);
      events.emit({ kind: 'trial-done', ...at, seconds });
    }
    if (result?.status === 'failed' && failed.has(trial.id)) return undefined;
    if (result?.status === 'failed') {
      failed.add(trial.id);
      await writeFailure(parts, keys.get(trial.id)!.trial, result).catch(() => undefined);
      const error = thrown === undefined ? errorOf(result) : asError(thrown);
      events.emit({ kind: 'trial-failed', ...at, error, phase: result.phase });
    }
    return result;
  }

  async function* ended(trials: readonly Trial[]): AsyncGenerator<readonly [Trial, TrialEnd]> {
    const kept = new Set([...(await parts.list('trials')), ...(await parts.list('failures'))]);
    for (const trial of trials) {
      const own = keys.get(trial.id)!;
      if (!kept.has(`trials/${own.trial}.json`) && !kept.has(`failures/${own.trial}.json`)) continue;
      const end =
        (await ranTrial(trial, own, parts, plan.experiment.save, warn)) ?? (await readFailure(parts, own.trial, warn));
      if (end) yield [trial, end];
    }
  }

  const { file, folder } = plan;
  const written = Object.fromEntries(Object.entries(plan.written as object).filter(([key]) => key !== 'executor'));
  return {
    signal,
    remote: { file, folder, written, results: store.folder, parts: parts.folder, writer },
    keys: ({ id }) => keys.get(id)!,
    ended,
    weight: async (trials) =>
      [...(await weightsOf(trials, datasets)).values()].reduce((sum, weight) => sum + totalOf(weight), 0),
    tell: (message) => events.emit({ kind: 'elsewhere', message }),
    hasFailed: ({ id }) => failed.has(id),
    perform: (unit) => follow(unit, (observer) => performUnit(runner, unit, keys.get(unit.trial.id)!, observer)),
    follow,
  };
}

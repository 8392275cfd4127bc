import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Headline } from '@fragility/analysis';
import { describeRuntime, loadRuntime } from '@fragility/engine';
import { isFragilityError } from '@fragility/plugin';
import { writePicture } from '@fragility/report';
import type { Plan, Trial } from '../plan/plan.js';
import { sharedDataset } from '../trial/datasets.js';
import { enginesOf } from '../trial/engines.js';
import { secondsLeft, type Listener, type Phase } from './events.js';
import { hasPictures, openFolder, readTrial, writeTrial } from '../store/folder.js';
import type { RunStatus } from '../results/manifest.js';
import { checkOffers } from '../plan/offers.js';
import { openPartial, removePartial } from '../store/partial.js';
import type { DoneTrial, FailedTrial, TrialResult } from '../store/result.js';
import { runTrial } from '../trial/trial.js';
import { writeResults } from '../results/write.js';

export interface RunOptions {
  /** Results folder; default `out/<experiment name>` in the working directory. */
  readonly out?: string;
  /** Run everything, even what has been finished before. */
  readonly fresh?: boolean;
  readonly signal?: AbortSignal;
  readonly onEvent?: Listener;
}

export interface Outcome {
  readonly status: RunStatus;
  readonly folder: string;
  readonly report: string;
  /** What models say that they ran on. */
  readonly engine: string;
  readonly headlines: readonly Headline[];
  readonly done: number;
  readonly reused: number;
  readonly failed: readonly FailedTrial[];
  /** Why summaries or figures are missing or attacks are not to be trusted, a sentence each. */
  readonly problems: readonly string[];
}

function failure(trial: Trial, runtime: string, started: Date, phase: Phase, error: unknown): FailedTrial {
  const { message, stack, cause } = error instanceof Error ? error : new Error(String(error));
  const trace = cause instanceof Error ? cause.stack : stack;
  return {
    status: 'failed',
    id: trial.id,
    model: trial.model,
    seed: trial.seed,
    swept: trial.swept,
    runtime,
    started: started.toISOString(),
    seconds: (Date.now() - started.getTime()) / 1000,
    phase,
    error: {
      message,
      ...(isFragilityError(error) ? { code: error.code, kind: error.kind } : {}),
      ...(trace === undefined ? {} : { stack: trace }),
    },
  };
}

/**
 * Runs a plan: trials in order, each stored the moment it is finished, then tables, figures and the report over all of them.
 *
 * Trials that were finished before with the same id on the same engine are read back; the attacks of one that was stopped go on with the
 * examples that they have not finished. A trial that fails is recorded and the others go on. On abort the trial in flight is left for
 * another run, and the results of the others are written.
 *
 * @throws FragilityError `runner/output` when the folder cannot be written to, `engine/missing`, `config/invalid` for an attack that needs
 *   more than a model offers: before any work.
 * @example const { report } = await runPlan(await planExperiment('theorem-1.yaml'));
 */
export async function runPlan(
  plan: Plan,
  { out, fresh = false, signal, onEvent = () => undefined }: RunOptions = {},
): Promise<Outcome> {
  const { experiment, trials } = plan;
  const folder = out ?? join('out', experiment.name);
  const started = new Date();
  await openFolder(folder, experiment.name);
  const engine = describeRuntime(
    await loadRuntime(experiment.engine, experiment.threads === undefined ? {} : { threads: experiment.threads }),
  );
  const runtime = engine.replace(/, \d+ threads?\)$/, ')');

  const results = new Map<string, TrialResult>();
  for (const { id } of fresh ? [] : trials) {
    const known = await readTrial(folder, id);
    if (known?.status === 'done' && known.runtime === runtime && (await hasPictures(folder, known)))
      results.set(id, known);
  }
  const reused = new Set(results.keys());
  for (const { id } of trials) if (fresh || reused.has(id)) await removePartial(folder, id);
  const todo = trials.filter(({ id }) => !reused.has(id));
  onEvent({ kind: 'start', engine, folder, trials: trials.length, reused: reused.size });

  const warn = (message: string): void => onEvent({ kind: 'warning', message });
  const dataset = sharedDataset(plan, warn, signal);
  const told = new Set<string>();
  const warnOnce = (message: string): void => {
    if (!told.has(message)) warn(message);
    told.add(message);
  };
  await checkOffers(plan, todo, dataset);
  const begun = performance.now();
  let taken = 0;
  for (const [index, trial] of todo.entries()) {
    if (signal?.aborted) break;
    const at = { trial, index, trials: todo.length };
    const since = new Date();
    let current: Phase = 'dataset';
    onEvent({ kind: 'trial-started', ...at });
    try {
      const result = await runTrial(trial, {
        plan,
        runtime,
        signal,
        dataset,
        warn: warnOnce,
        partial: (clean) => openPartial(folder, { trial: trial.id, engine: runtime, ...clean }, warn),
        resumed: (attack, known, examples, share) => {
          taken += share / todo.length;
          onEvent({ kind: 'attack-resumed', trial, attack, known, examples });
        },
        keep: (picture) => writePicture(folder, picture),
        progress: (phase, share, message) => {
          current = phase;
          const done = (index + Math.min(share, 1)) / todo.length;
          onEvent({
            kind: 'progress',
            trial,
            phase,
            message,
            done,
            secondsLeft: secondsLeft(done, (performance.now() - begun) / 1000, taken),
          });
        },
      });
      results.set(trial.id, await writeTrial<DoneTrial>(folder, result));
      await removePartial(folder, trial.id);
      onEvent({ kind: 'trial-done', ...at, seconds: result.seconds });
    } catch (error) {
      if (signal?.aborted) break;
      results.set(trial.id, await writeTrial(folder, failure(trial, runtime, since, current, error)));
      onEvent({
        kind: 'trial-failed',
        ...at,
        error: error instanceof Error ? error : new Error(String(error)),
        phase: current,
      });
    }
  }

  const ordered = trials.map(({ id }) => results.get(id)).filter((result) => result !== undefined);
  const failed = ordered.filter((result) => result.status === 'failed');
  const status: RunStatus = ordered.length < trials.length ? 'aborted' : failed.length > 0 ? 'failed' : 'done';
  const ran = enginesOf(ordered, engine.replace(/^engine: /, ''));
  onEvent({ kind: 'summary', message: 'tables, figures and report' });
  const { warnings, ...written } = await writeResults({
    plan,
    folder,
    status,
    engine: ran,
    started,
    results: ordered,
    reused,
  });
  warnings.forEach(warn);
  return {
    status,
    folder,
    ...written,
    engine: ran,
    done: ordered.length - failed.length,
    reused: reused.size,
    failed,
  };
}

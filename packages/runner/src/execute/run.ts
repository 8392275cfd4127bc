import type { Headline } from '@fragility/analysis';
import { describeRuntime, resultIdentity, type RuntimeIdentity } from '@fragility/engine';
import type { Trial } from '../plan/plan.js';
import { checkOffers } from '../plan/offers.js';
import type { Executor } from '../ports/executor.js';
import type { ResultStore } from '../ports/result-store.js';
import type { RuntimeProvider } from '../ports/runtime-provider.js';
import type { RunStatus } from '../results/manifest.js';
import { writeResults } from '../results/write.js';
import { canonical } from '../plan/identity.js';
import { removePartial } from '../store/partial.js';
import type { DoneTrial, FailedTrial, TrialResult } from '../store/result.js';
import { hasPictures, readTrial } from '../store/trials.js';
import { enginesOf } from '../trial/model/engines.js';
import { trialWork, type TrialRunner } from './trials.js';

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

/** A run, composed. */
export interface Run extends TrialRunner {
  readonly runtimes: RuntimeProvider;
  readonly executor: Executor;
  /** Run everything, even what has been finished before. */
  readonly fresh: boolean;
}

/** Refuses what cannot run before anything is written or told; then runs the trials that are not finished yet, each stored the moment it is, then tables, figures and the report over all of them. */
export async function execute(run: Run): Promise<Outcome> {
  const { plan, store, runtimes, executor, datasets, events, fresh } = run;
  const { experiment, trials } = plan;
  const started = run.clock.now();
  const identity = await runtimes.identify(experiment.engine, experiment.threads);
  const finished = fresh ? new Map<string, DoneTrial>() : await finishedTrials(trials, store, identity);
  const todo = trials.filter(({ id }) => !finished.has(id));
  await checkOffers(plan, todo, datasets);

  await store.open(experiment.name);
  for (const { id } of trials) if (fresh || finished.has(id)) await removePartial(store, id);
  const engine = describeRuntime(identity);
  events.emit({
    kind: 'start',
    engine: `engine: ${engine}`,
    folder: store.name,
    trials: trials.length,
    reused: finished.size,
  });

  const results = new Map<string, TrialResult>(finished);
  for await (const result of executor.execute(todo, trialWork(run, todo, identity))) results.set(result.id, result);
  const ordered = trials.flatMap(({ id }) => results.get(id) ?? []);
  return conclude(run, started, engine, ordered, new Set(finished.keys()));
}

/** Trials that an earlier run has finished on the same runtime, with all their pictures. */
async function finishedTrials(
  trials: readonly Trial[],
  store: ResultStore,
  identity: RuntimeIdentity,
): Promise<Map<string, DoneTrial>> {
  const same = canonical(resultIdentity(identity));
  const finished = new Map<string, DoneTrial>();
  for (const { id } of trials) {
    const known = await readTrial(store, id);
    if (known?.status === 'done' && canonical(known.runtime) === same && (await hasPictures(store, known)))
      finished.set(id, known);
  }
  return finished;
}

/** Writes what the results say together. */
async function conclude(
  { plan, store, events, clock }: Run,
  started: Date,
  loaded: string,
  results: readonly TrialResult[],
  reused: ReadonlySet<string>,
): Promise<Outcome> {
  const failed = results.filter((result) => result.status === 'failed');
  const status: RunStatus = results.length < plan.trials.length ? 'aborted' : failed.length > 0 ? 'failed' : 'done';
  const engine = enginesOf(results, loaded);
  events.emit({ kind: 'summary', message: 'tables, figures and report' });
  const { warnings, ...written } = await writeResults({
    plan,
    store,
    clock,
    status,
    engine,
    started,
    results,
    reused,
  });
  for (const message of warnings) events.emit({ kind: 'warning', message });
  return {
    status,
    folder: store.name,
    ...written,
    engine,
    done: results.length - failed.length,
    reused: reused.size,
    failed,
  };
}

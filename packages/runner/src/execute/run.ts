import type { Headline } from '@fragility/analysis';
import { describeRuntime, resultIdentity } from '@fragility/engine/runtime';
import { FragilityError } from '@fragility/plugin';
import type { PartKeys } from '../plan/keys.js';
import { checkOffers } from '../plan/offers.js';
import type { Trial } from '../plan/plan.js';
import type { EventSink } from '../ports/event-sink.js';
import type { Executor } from '../ports/executor.js';
import type { ResultStore } from '../ports/result-store.js';
import type { RuntimeProvider } from '../ports/runtime-provider.js';
import type { RunStatus } from '../results/manifest.js';
import { recorded } from '../results/written.js';
import { saveParts } from '../results/save.js';
import { writeResults } from '../results/write.js';
import { planKeys } from '../plan/plan-keys.js';
import { writePlan } from '../inventory/plans.js';
import { forgetParts } from '../store/forget.js';
import { forgetFailure } from '../store/shards/failures.js';
import type { DoneTrial, FailedTrial, TrialEnd, TrialResult } from '../store/result.js';
import type { Warn } from '../store/sealed/damage.js';
import { finishedTrial } from '../trial/finished.js';
import { enginesOf } from '../trial/model/engines.js';
import { inRounds } from '../work/rounds.js';
import { unitsOf, type Unit } from '../work/units.js';
import { totalOf, weightsOf } from '../work/weights.js';
import { failedTrial } from './failure.js';
import { once } from './once.js';
import { whileOpen } from '../store/folders/open.js';
import type { TrialRunner } from './perform.js';
import { trialWork } from './trials.js';

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
  readonly store: ResultStore;
  readonly events: EventSink;
  readonly runtimes: RuntimeProvider;
  readonly executor: Executor;
  /** Do everything anew, even what is known. */
  readonly fresh: boolean;
  /** Draw the figures of the report. */
  readonly figures: boolean;
}

/**
 * Runs the trials that are not finished yet, each kept part by part, then writes tables, figures and the report over all of them. What cannot run is
 * refused before anything is told, and before the results of anyone are touched.
 */
export const execute = (run: Run): Promise<Outcome> => whileOpen(run, () => executed(run));

async function executed(run: Run): Promise<Outcome> {
  const { plan, store, parts, runtimes, executor, datasets, events, fresh } = run;
  const { experiment, trials } = plan;
  const started = run.clock.now();
  const runtime = await runtimes.identify(experiment.engine, experiment.threads);
  const keys = await planKeys(plan, resultIdentity(runtime));
  const warn = once((message) => events.emit({ kind: 'warning', message }));

  const finished = new Map<string, DoneTrial>();
  for (const trial of fresh ? [] : trials) {
    const known = await finishedTrial(trial, keys.get(trial.id)!, parts, experiment.save, { warn });
    if (known) finished.set(trial.id, known);
  }
  const todo = trials.filter(({ id }) => !finished.has(id));
  await checkOffers(plan, todo, datasets);
  if (fresh) for (const own of keys.values()) await forgetParts(parts, own);
  await writePlan(run, keys, warn);
  const engine = describeRuntime(runtime);
  events.emit({
    kind: 'start',
    engine: `engine: ${engine}`,
    folder: store.name,
    trials: trials.length,
    reused: finished.size,
  });

  for (const { id } of todo) await forgetFailure(parts, keys.get(id)!.trial);

  const results = new Map<string, TrialResult>(finished);
  const byId = new Map(todo.map((trial) => [trial.id, trial]));
  const units = await unitsFor(run, todo);
  for await (const end of executor.execute(units, trialWork(run, units, keys, warn)))
    results.set(end.id, await resultOf(run, end, byId.get(end.id)!, keys, warn));
  const ordered = trials.flatMap(({ id }) => results.get(id) ?? []);
  return conclude(run, { keys, warn, started, engine, results: ordered, reused: new Set(finished.keys()) });
}

/** What the executor is to do: trials, seed by seed, and large ones divided where it does several things at a time. */
async function unitsFor({ executor: { places = 1 }, datasets }: Run, trials: readonly Trial[]): Promise<Unit[]> {
  const weights = await weightsOf(trials, datasets);
  const ordered = inRounds(trials, ({ id }) => totalOf(weights.get(id)!));
  return unitsOf(ordered, { weights, places });
}

/** What a trial left behind, read from what it keeps. */
async function resultOf(
  { plan, parts, clock }: Run,
  end: TrialEnd,
  trial: Trial,
  keys: ReadonlyMap<string, PartKeys>,
  warn: Warn,
): Promise<TrialResult> {
  if (end.status === 'failed') return end;
  const kept = await finishedTrial(trial, keys.get(trial.id)!, parts, plan.experiment.save, { warn, held: end.held });
  if (kept) return kept;
  const error = new FragilityError(
    { given: `what trial ${trial.id} found cannot be read from ${parts.name}`, remedy: 'run again: it is found anew' },
    { where: 'runner/store', code: 'runner/lost', kind: 'failure' },
  );
  return failedTrial({ trial, started: clock.now(), seconds: end.seconds, phase: 'attacks', error });
}

/** What is known of a run once its trials have ended. */
export interface Concluded {
  readonly keys: ReadonlyMap<string, PartKeys>;
  readonly warn: Warn;
  readonly started: Date;
  /** What models run on where they do not say. */
  readonly engine: string;
  /** In the order of the plan. */
  readonly results: readonly TrialResult[];
  readonly reused: ReadonlySet<string>;
}

/** Writes what the results say together, and what is to be saved of them. */
export async function conclude(
  run: Run,
  { keys, warn, started, engine: loaded, results, reused }: Concluded,
): Promise<Outcome> {
  const { plan, parts, events, clock, figures } = run;
  const written = new Set<string>();
  const store = recorded(run.store, written);
  const failed = results.filter((result) => result.status === 'failed');
  const status: RunStatus = results.length < plan.trials.length ? 'aborted' : failed.length > 0 ? 'failed' : 'done';
  const engine = enginesOf(results, loaded);
  events.emit({ kind: 'summary', message: 'tables, figures and report' });
  const { warnings, ...found } = await writeResults({
    plan,
    store,
    written,
    parts,
    clock,
    figures,
    status,
    engine,
    started,
    results,
    reused,
    keys,
    warn,
    save: () => saveParts({ ...run, store }, keys, results, warn),
  });
  for (const message of warnings) events.emit({ kind: 'warning', message });
  return {
    status,
    folder: store.name,
    ...found,
    engine,
    done: results.length - failed.length,
    reused: reused.size,
    failed,
  };
}

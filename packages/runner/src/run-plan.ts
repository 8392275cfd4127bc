import { checkOffers } from './plan/offers.js';
import type { Plan } from './plan/plan.js';
import type { Bindings } from './composition/bindings.js';
import { executorOf } from './composition/executors.js';
import { compose, type Settings } from './composition/root.js';
import type { Listener } from './execute/events.js';
import { execute, type Outcome } from './execute/run.js';
import { collect, type Collected } from './execute/shards/collect.js';
import { list, type ListedPlan } from './execute/shards/list.js';
import { executeShard, type ShardOutcome } from './execute/shards/shard.js';
import { processWriter } from './store/folders/within.js';
import type { Shard } from './work/shard.js';

export interface RunOptions extends Settings {
  /** Ports bound otherwise than by default: a store, an executor, a clock, … */
  readonly bind?: Partial<Bindings>;
}

/**
 * Runs a plan: trials, each stored the moment it is finished, then tables, figures and the report over all of them.
 *
 * Trials that were finished before with the same id on the same engine are read back; the attacks of one that was stopped go on with the
 * examples that they have not finished. A trial that fails is recorded and the others go on. On abort the trial in flight is left for
 * another run, and the results of the others are written.
 *
 * @throws FragilityError `runner/output` when the folder cannot be written to, `engine/missing`, `config/invalid` for an attack that needs
 *   more than a model offers: before any work.
 * @example const { report } = await runPlan(await planExperiment('theorem-1.yaml'));
 */
export async function runPlan(plan: Plan, { bind, ...settings }: RunOptions = {}): Promise<Outcome> {
  const executor = await executorOf(plan);
  return execute(compose(plan, settings, { ...(executor ? { executor } : {}), ...bind }));
}

/**
 * Refuses, without running anything, models whose files cannot be read, and attacks that need more than a model of the plan offers.
 *
 * @param warn told what is odd about a dataset that had to be opened
 * @throws FragilityError `config/invalid` with the place of every such model and attack.
 * @example await checkPlan(await planExperiment('theorem-1.yaml'));
 */
export async function checkPlan(plan: Plan, warn: (message: string) => void = () => undefined): Promise<void> {
  await executorOf(plan);
  const onEvent: Listener = (event) => (event.kind === 'warning' ? warn(event.message) : undefined);
  await checkOffers(plan, plan.trials, compose(plan, { onEvent }).datasets);
}

/**
 * Does one shard of a plan: keeps what it finds in the store, beside others that do other shards, in other processes or on other machines. Shards
 * are of about equal work, and large trials are divided among them by examples. Writes no tables: {@link collectPlan} does.
 *
 * @throws FragilityError as {@link runPlan}.
 * @example await runShard(await planExperiment('theorem-1.yaml'), { index: 0, of: 4 }, { out: 'results' });
 */
export async function runShard(
  plan: Plan,
  shard: Shard,
  { bind, ...settings }: Omit<RunOptions, 'fresh'> = {},
): Promise<ShardOutcome> {
  return executeShard({ ...compose(plan, settings, bind), writer: processWriter() }, shard);
}

/**
 * Writes tables, figures and report of what the store holds, equal to those of a run; trains and attacks nothing. Says what is missing.
 *
 * @throws FragilityError as {@link runPlan}.
 * @example (await collectPlan(await planExperiment('theorem-1.yaml'), { out: 'results' })).missing.length;
 */
export async function collectPlan(
  plan: Plan,
  { bind, ...settings }: Omit<RunOptions, 'fresh'> = {},
): Promise<Collected> {
  return collect(compose(plan, settings, bind));
}

/**
 * A plan as data: its parts with their keys, what they need and how much work they are, its trials, and what each of some shards does.
 *
 * @example (await listPlan(await planExperiment('theorem-1.yaml'), { shards: 2 })).shards?.length; // 2
 */
export async function listPlan(
  plan: Plan,
  { shards, ...settings }: Pick<RunOptions, 'onEvent'> & { readonly shards?: number } = {},
): Promise<ListedPlan> {
  return list(compose(plan, settings), shards);
}

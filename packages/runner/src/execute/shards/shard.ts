import { describeRuntime, resultIdentity } from '@fragility/engine/runtime';
import { checkOffers } from '../../plan/offers.js';
import { planKeys } from '../../plan/plan-keys.js';
import { writePlan } from '../../inventory/plans.js';
import type { PartKeys } from '../../plan/keys.js';
import type { Trial } from '../../plan/plan.js';
import { isSlice, type Slice } from '../../plan/slice.js';
import type { FailedTrial } from '../../store/result.js';
import { hasSlice } from '../../store/shards/slices.js';
import type { Warn } from '../../store/sealed/damage.js';
import { finishedTrial } from '../../trial/finished.js';
import type { Shard } from '../../work/shard.js';
import { shardsOf } from '../../work/shards.js';
import { unitsOf, wholeOf, type Unit } from '../../work/units.js';
import { weightsOf } from '../../work/weights.js';
import { once } from '../once.js';
import { whileOpen } from '../../store/folders/open.js';
import type { Run } from '../run.js';
import { trialWork } from '../trials.js';

/** What became of one shard. */
export interface ShardOutcome {
  readonly status: 'done' | 'failed' | 'aborted';
  /** Folder of the results. */
  readonly folder: string;
  /** Units of the shard, and how many of them were done before. */
  readonly units: number;
  readonly reused: number;
  /** Trials that were finished here. */
  readonly done: number;
  readonly failed: readonly FailedTrial[];
}

type Keys = ReadonlyMap<string, PartKeys>;

/** All units of a plan in so many shards. What is left of a divided trial once its slices are done falls to the shard that does the last of them. */
export async function divide({ plan, datasets }: Run, of: number, keys: Keys): Promise<Unit[][]> {
  const units = unitsOf(plan.trials, { weights: await weightsOf(plan.trials, datasets), places: of });
  return shardsOf(
    units.filter(({ does, after }) => (does === 'trial' ? after.length === 0 : isSlice(does))),
    of,
    ({ trial }) => keys.get(trial.id)!.model,
  );
}

const modelOf = (trial: Trial): Unit => ({
  id: `${trial.id}/model`,
  trial,
  does: 'model',
  weight: 0,
  steps: [],
  after: [],
});

/** Units as an executor takes them: before the slices of a trial the model that they share, which another shard may have made. */
function withModels(units: readonly Unit[]): Unit[] {
  const models = new Map<string, Unit>();
  for (const { does, trial } of units)
    if (isSlice(does) && trial.chosen.definition.weights && !models.has(trial.id)) models.set(trial.id, modelOf(trial));
  const placed = new Set<string>();
  return units.flatMap((unit) => {
    const model = isSlice(unit.does) ? models.get(unit.trial.id) : undefined;
    if (!model) return [unit];
    const slice = { ...unit, after: [model.id] };
    if (placed.has(model.id)) return [slice];
    placed.add(model.id);
    return [model, slice];
  });
}

/** Trials of a shard by whether they are finished. */
async function finishedOf({ plan, parts }: Run, trials: Iterable<Trial>, keys: Keys, warn: Warn): Promise<Set<Trial>> {
  const finished = new Set<Trial>();
  for (const trial of trials)
    if (await finishedTrial(trial, keys.get(trial.id)!, parts, plan.experiment.save, { warn })) finished.add(trial);
  return finished;
}

/**
 * Does the units of one shard and keeps what they find, beside other processes that do others. A trial that was divided is finished by the shard
 * that finds all its slices done.
 */
export const executeShard = (run: Run, shard: Shard): Promise<ShardOutcome> =>
  whileOpen(run, () => executed(run, shard), true);

async function executed(run: Run, { index, of }: Shard): Promise<ShardOutcome> {
  const { plan, parts, events, datasets, executor, signal, store } = run;
  const runtime = await run.runtimes.identify(plan.experiment.engine, plan.experiment.threads);
  const keys = await planKeys(plan, resultIdentity(runtime));
  const warn = once((message) => events.emit({ kind: 'warning', message }));
  await writePlan(run, keys, warn);
  const shards = await divide(run, of, keys);
  const mine = shards[index]!;
  const slices = new Map<Trial, Slice[]>();
  for (const { trial, does } of shards.flat())
    if (isSlice(does)) slices.set(trial, [...(slices.get(trial) ?? []), does]);

  const finished = await finishedOf(run, new Set(mine.map(({ trial }) => trial)), keys, warn);
  const isKnown = async ({ trial, does }: Unit): Promise<boolean> =>
    finished.has(trial) || (isSlice(does) && (await hasSlice(parts, keys.get(trial.id)!.trial, does)));
  const todo: Unit[] = [];
  for (const unit of mine) if (!(await isKnown(unit))) todo.push(unit);
  await checkOffers(plan, [...new Set(todo.map(({ trial }) => trial))], datasets);
  events.emit({
    kind: 'start',
    engine: `engine: ${describeRuntime(runtime)}`,
    folder: store.name,
    trials: new Set(mine.map(({ trial }) => trial)).size,
    reused: finished.size,
  });

  let done = 0;
  const failed: FailedTrial[] = [];
  const perform = async (units: readonly Unit[]): Promise<void> => {
    for await (const result of executor.execute(units, trialWork(run, units, keys, warn))) {
      if (result.status === 'done') done++;
      else failed.push(result);
    }
  };
  await perform(withModels(todo));
  const wholes: Unit[] = [];
  for (const trial of new Set(mine.flatMap(({ trial, does }) => (isSlice(does) ? [trial] : [])))) {
    if (finished.has(trial) || signal?.aborted) continue;
    const key = keys.get(trial.id)!.trial;
    const all = await Promise.all(slices.get(trial)!.map((slice) => hasSlice(parts, key, slice)));
    if (all.every(Boolean)) wholes.push(wholeOf(trial));
  }
  await perform(wholes);
  return {
    status: signal?.aborted ? 'aborted' : failed.length > 0 ? 'failed' : 'done',
    folder: store.name,
    units: mine.length,
    reused: mine.length - todo.length,
    done,
    failed,
  };
}

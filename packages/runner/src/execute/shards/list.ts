import { describeRuntime, resultIdentity } from '@fragility/engine/runtime';
import { planKeys } from '../../plan/plan-keys.js';
import { listing, type ListedPart, type ListedTrial } from '../../work/listing.js';
import { isSlice } from '../../plan/slice.js';
import type { Unit } from '../../work/units.js';
import { weightsOf } from '../../work/weights.js';
import type { Run } from '../run.js';
import { divide } from './shard.js';

/** What one shard does: trials, and slices of the examples of others. */
export interface ListedShard {
  readonly index: number;
  readonly weight: number;
  readonly units: readonly { readonly trial: string; readonly examples?: readonly [from: number, to: number | null] }[];
}

/** A plan as data. */
export interface ListedPlan {
  readonly name: string;
  /** What keys were made for: another engine has others. */
  readonly engine: string;
  readonly parts: readonly ListedPart[];
  readonly trials: readonly ListedTrial[];
  /** Where shards were asked for. */
  readonly shards?: readonly ListedShard[];
}

const listed = ({ trial, does }: Unit): ListedShard['units'][number] =>
  isSlice(does) ? { trial: trial.id, examples: [does.from, does.to] } : { trial: trial.id };

/** Lists the parts and trials of a plan, and what each of some shards does; opens datasets, and runs nothing. */
export async function list(run: Run, shards?: number): Promise<ListedPlan> {
  const { plan, datasets, runtimes } = run;
  const { engine, threads, name } = plan.experiment;
  const runtime = await runtimes.identify(engine, threads);
  const keys = await planKeys(plan, resultIdentity(runtime));
  const { parts, trials } = listing(plan, keys, await weightsOf(plan.trials, datasets));
  const divided = shards === undefined ? [] : await divide(run, shards, keys);
  const all = divided.map((units, index): ListedShard => ({
    index,
    weight: units.reduce((sum, { weight }) => sum + weight, 0),
    units: units.map(listed),
  }));
  return { name, engine: describeRuntime(runtime), parts, trials, ...(shards === undefined ? {} : { shards: all }) };
}

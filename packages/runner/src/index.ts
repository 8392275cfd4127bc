export { experimentSchema, type Experiment } from './config/schema.js';
export { planExperiment, readRegistry, VERSION, type Plan, type Trial } from './plan/plan.js';
export { readResolved, resolvedConfig } from './plan/resolved.js';
export { experimentJsonSchema, paramsSchema } from './plan/schema.js';
export type { Chosen, ChosenAttack, Settings } from './plan/settings.js';
export { importFile } from './plugins/import.js';
export { loadPlugin, loadPlugins } from './plugins/load.js';
export { createRegistry, type DefinitionOf, type Loaded, type Part, type Registry } from './plugins/registry.js';
export { resolvePlugin, type Location } from './plugins/resolve.js';
export type { Bindings } from './composition/bindings.js';
export type { At, Counted, Listener, Phase, RunEvent } from './execute/events.js';
export { systemClock } from './execute/clock.js';
export { inlineExecutor } from './execute/inline.js';
export { findExecutor } from './composition/executors.js';
export { dispatch } from './execute/dispatch.js';
export { unitPool, type UnitPool } from './execute/threads/pool.js';
export type { SentUnit } from './execute/threads/sent.js';
export { threadsExecutor } from './execute/threads/threads.js';
export type { Outcome } from './execute/run.js';
export type { Collected, Missing } from './execute/shards/collect.js';
export type { ListedPlan, ListedShard } from './execute/shards/list.js';
export type { ShardOutcome } from './execute/shards/shard.js';
export type { ListedPart, ListedTrial } from './work/listing.js';
export { parseShard, type Shard } from './work/shard.js';
export type { Unit } from './work/units.js';
export { manifestOf, type RunStatus } from './results/manifest.js';
export type { DoneTrial, FailedTrial, StoredRecord, TrialEnd, TrialResult } from './store/result.js';
export {
  defineExecutor,
  type AnyExecutor,
  type ExecutorDefinition,
  type WorkerContext,
} from './ports/executor-definition.js';
export type {
  Clock,
  DatasetProvider,
  EventSink,
  Executor,
  RemoteRun,
  ResultStore,
  RuntimeProvider,
  TrialObserver,
  TrialWork,
} from './ports/index.js';
export {
  clean,
  inspect,
  partId,
  statusOf,
  wasteOf,
  type AttackStatus,
  type Inventory,
  type KeptPart,
  type KeptPlan,
  type PartKind,
  type PlannedTrial,
  type Status,
  type Use,
  type Waste,
} from './inventory/index.js';
export { checkPlan, collectPlan, listPlan, runPlan, runShard, type RunOptions } from './run-plan.js';
export { folderStore, partsAt } from './store/folder.js';
export { memoryStore, type MemoryStore } from './store/memory.js';
export { handleOf, runAttack, type Recording, type Runnable } from './trial/attacks/attacks.js';

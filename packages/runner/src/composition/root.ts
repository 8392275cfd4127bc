import 'reflect-metadata';
import { join } from 'node:path';
import { Container, ContainerModule, type ServiceIdentifier } from 'inversify';
import { systemClock } from '../execute/clock.js';
import type { Listener } from '../execute/events.js';
import { inlineExecutor } from '../execute/inline.js';
import type { Run } from '../execute/run.js';
import { threadsExecutor } from '../execute/threads/threads.js';
import { installedRuntimes } from '../execute/runtimes.js';
import type { Plan } from '../plan/plan.js';
import type { Clock, DatasetProvider, EventSink, Executor, ResultStore, RuntimeProvider } from '../ports/index.js';
import { folderStore, PARTS } from '../store/folder.js';
import { sharedStore } from '../store/folders/shared.js';
import { within, writerOf } from '../store/folders/within.js';
import { sharedDatasets } from '../trial/data/datasets.js';
import type { Bindings } from './bindings.js';

/** What a run is asked for. */
export interface Settings {
  /** Results folder; default `out/<experiment name>` in the working directory. */
  readonly out?: string;
  /** Folder where parts are kept and taken over from, which experiments may share; default `store` in the results folder. */
  readonly store?: string;
  /** Trials that run at a time, each in a thread of its own; default 1, in this thread. Results are the same for any number. */
  readonly jobs?: number;
  /** Run everything, even what has been finished before. */
  readonly fresh?: boolean;
  /** Draw the figures of the report, or leave them to `redrawReport`; default true. */
  readonly figures?: boolean;
  readonly signal?: AbortSignal;
  readonly onEvent?: Listener;
}

const id = <T>(name: string): ServiceIdentifier<T> => Symbol.for(`@fragility/runner/${name}`);

const PORTS: { readonly [P in keyof Bindings]: ServiceIdentifier<Bindings[P]> } = {
  clock: id('clock'),
  events: id('events'),
  store: id('store'),
  parts: id('parts'),
  executor: id('executor'),
  runtimes: id('runtimes'),
  datasets: id('datasets'),
};
const PLAN = id<Plan>('plan');
const SETTINGS = id<Settings>('settings');
const RUN = id<Run>('run');

/** What every port is without another binding, and the run that they make up. */
const defaults = new ContainerModule(({ bind }) => {
  bind(PORTS.clock).toConstantValue(systemClock);
  bind(PORTS.executor)
    .toResolvedValue(({ jobs = 1 }: Settings) => (jobs > 1 ? threadsExecutor(jobs) : inlineExecutor), [SETTINGS])
    .inSingletonScope();
  bind(PORTS.runtimes).toConstantValue(installedRuntimes);
  bind(PORTS.events)
    .toResolvedValue(({ onEvent }: Settings): EventSink => ({ emit: onEvent ?? (() => undefined) }), [SETTINGS])
    .inSingletonScope();
  bind(PORTS.store)
    .toResolvedValue(
      ({ experiment }: Plan, { out }: Settings) => folderStore(out ?? join('out', experiment.name)),
      [PLAN, SETTINGS],
    )
    .inSingletonScope();
  bind(PORTS.parts)
    .toResolvedValue(
      (results: ResultStore, { store }: Settings) =>
        store === undefined ? within(results, PARTS) : sharedStore(store),
      [PORTS.store, SETTINGS],
    )
    .inSingletonScope();
  bind(PORTS.datasets)
    .toResolvedValue(
      (plan: Plan, events: EventSink, { signal }: Settings) => sharedDatasets(plan, events, signal),
      [PLAN, PORTS.events, SETTINGS],
    )
    .inSingletonScope();
  bind(RUN).toResolvedValue(runOf, [
    PLAN,
    SETTINGS,
    PORTS.clock,
    PORTS.events,
    PORTS.store,
    PORTS.parts,
    PORTS.executor,
    PORTS.runtimes,
    PORTS.datasets,
  ]);
});

function runOf(
  plan: Plan,
  { fresh = false, figures = true, signal }: Settings,
  clock: Clock,
  events: EventSink,
  store: ResultStore,
  parts: ResultStore,
  executor: Executor,
  runtimes: RuntimeProvider,
  datasets: DatasetProvider,
): Run {
  return {
    plan,
    fresh,
    figures,
    signal,
    clock,
    events,
    store,
    parts,
    writer: writerOf(store),
    executor,
    runtimes,
    datasets,
  };
}

/**
 * The composition root: everything that a run is made of, from its plan, what it is asked for, and the ports that are bound otherwise.
 */
export function compose(plan: Plan, settings: Settings, bind: Partial<Bindings> = {}): Run {
  const container = new Container();
  container.load(defaults);
  container.bind(PLAN).toConstantValue(plan);
  container.bind(SETTINGS).toConstantValue(settings);
  for (const port of Object.keys(bind) as (keyof Bindings)[]) rebind(container, port, bind[port]);
  return container.get(RUN);
}

function rebind<P extends keyof Bindings>(container: Container, port: P, value: Bindings[P] | undefined): void {
  if (value !== undefined) container.rebind<Bindings[P]>(PORTS[port]).toConstantValue(value);
}

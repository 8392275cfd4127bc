import type { Clock, DatasetProvider, EventSink, Executor, ResultStore, RuntimeProvider } from '../ports/index.js';

/** What a run is composed of: one implementation of every port. */
export interface Bindings {
  /** Default: this machine's. */
  readonly clock: Clock;
  /** Default: the option `onEvent`. */
  readonly events: EventSink;
  /** Default: the folder `out`. */
  readonly store: ResultStore;
  /** Where finished parts are kept: default the folder `store` of the results. */
  readonly parts: ResultStore;
  /** Default: this process, one trial after another. */
  readonly executor: Executor;
  /** Default: ONNX Runtime as it is installed. */
  readonly runtimes: RuntimeProvider;
  /** Default: the plan's datasets, each opened once while the trials that see it last. */
  readonly datasets: DatasetProvider;
}

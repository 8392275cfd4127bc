export type { Clock } from './clock.js';
export type { DatasetProvider } from './dataset-provider.js';
export type { EventSink } from './event-sink.js';
export type { Executor, RemoteRun, TrialObserver, TrialWork } from './executor.js';
export type { ResultStore } from './result-store.js';
export type { RuntimeProvider } from './runtime-provider.js';

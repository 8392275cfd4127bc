import type { At, RemoteRun, SentUnit, TrialEnd } from '@fragility/runner';

/** A unit of work as it is in the queue. */
export interface UnitJob {
  /** Of the run that has put it there: what is known under this name is dropped when that ends. */
  readonly id: string;
  readonly run: RemoteRun & { readonly parts: string };
  readonly trial: string;
  readonly does: SentUnit['does'];
  readonly keys: SentUnit['keys'];
}

/** What comes back: how the unit ended, null where it was stopped, and the files that Redis holds of it. */
export interface UnitResult {
  readonly end: TrialEnd | null;
  readonly files: readonly string[];
}

/** What a worker tells of a unit while it is at work. */
export type UnitProgress =
  | { readonly kind: 'warn'; readonly of: readonly [string] }
  | { readonly kind: 'resumed'; readonly of: readonly [string, number, number] }
  | { readonly kind: 'progress'; readonly of: readonly [At, string] };

/** Says in Redis that a run is alive; what it says outlives it by these seconds. */
export const aliveKey = (id: string): string => `fragility:${id}:alive`;
export const SECONDS_ALIVE = 60;

/** The file by which a worker sees that it has the folder of the parts of a run. */
export const tokenPath = (id: string): string => `shared/${id}`;

/** Every key of the parts of a trial, its own last. */
export const keysOf = ({ model, evaluation, attacks, analyses, trial }: SentUnit['keys']): string[] => [
  ...[model, evaluation, ...attacks, ...analyses, trial],
];

import type { ResultStore } from '../../ports/result-store.js';
import type { FailedTrial } from '../result.js';
import type { Warn } from '../sealed/damage.js';
import { readValue, writeValue } from '../sealed/values.js';

const failureAt = (key: string): string => `failures/${key}.json`;

const isFailure = (value: unknown): value is FailedTrial => {
  const { status, id, phase, error } = (value ?? {}) as Partial<FailedTrial>;
  return status === 'failed' && [id, phase, error?.message].every((text) => typeof text === 'string');
};

/** Why a trial failed where it was last tried; undefined where it did not. */
export const readFailure = (store: ResultStore, key: string, warn: Warn): Promise<FailedTrial | undefined> =>
  readValue(store, failureAt(key), isFailure, warn);

/** Keeps why a trial failed, for who collects the results: the next run tries it again. */
export const writeFailure = (store: ResultStore, key: string, failure: FailedTrial): Promise<FailedTrial> =>
  writeValue(store, failureAt(key), failure);

export const forgetFailure = (store: ResultStore, key: string): Promise<void> => store.remove(failureAt(key));

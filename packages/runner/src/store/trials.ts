import type { ResultStore } from '../ports/result-store.js';
import type { Warn } from './sealed/damage.js';
import type { DoneTrial, RanTrial } from './result.js';
import { readValue, writeValue } from './sealed/values.js';

/** An example that cannot be used, and why. */
export interface Unreadable {
  readonly id: string;
  readonly code: string;
  readonly reason: string;
}

/** What is kept of a finished trial beside its parts. */
export interface TrialIndex extends Pick<
  DoneTrial,
  'started' | 'seconds' | 'phases' | 'engine' | 'facts' | 'unanswered' | 'cleanAccuracy' | 'probabilities'
> {
  /** Shape of an input. */
  readonly shape: readonly number[];
  /** Ids of the evaluated examples, in order. */
  readonly ids: readonly string[];
  /** Records that no line keeps, by attack, if any. */
  readonly held?: RanTrial['held'];
  /** Examples that cannot be used, if any. */
  readonly unreadable?: readonly Unreadable[];
}

const isIndex = (value: unknown): value is TrialIndex => {
  const { started, seconds, engine, cleanAccuracy, shape, ids, facts, phases } = (value ?? {}) as Partial<TrialIndex>;
  return (
    [started, engine].every((text) => typeof text === 'string') &&
    [seconds, cleanAccuracy].every((number) => typeof number === 'number') &&
    [facts, phases].every((map) => typeof map === 'object' && map !== null) &&
    Array.isArray(shape) &&
    shape.every((size) => typeof size === 'number') &&
    Array.isArray(ids) &&
    ids.every((id) => typeof id === 'string')
  );
};

const indexAt = (key: string): string => `trials/${key}.json`;

/** What is kept of a finished trial; undefined where it was not finished. */
export const readIndex = (store: ResultStore, key: string, warn: Warn): Promise<TrialIndex | undefined> =>
  readValue(store, indexAt(key), isIndex, warn);

/** Keeps that a trial is finished, and returns what will be read back. */
export const writeIndex = (store: ResultStore, key: string, index: TrialIndex): Promise<TrialIndex> =>
  writeValue(store, indexAt(key), index);

import type { Classifier } from '@fragility/model';
import type { Criterion, Norm, Random, Row } from '@fragility/numerics';
import type { Access, Attacker, Goal, ReadableModel } from '../attack.js';
import type { NoiseCheck } from './noise/noise-check.js';
import type { Refusal } from './records/reasons.js';
import type { PendingQuery } from './query-batches.js';

/** One input of the data, with everything that is decided about it before the attack. */
export interface Task {
  readonly id: string;
  readonly position: number | undefined;
  readonly input: Row;
  readonly criterion: Criterion;
  /** Ascending; [null] stands for no limit. */
  readonly budgets: readonly (number | null)[];
  readonly random: Random;
  /** Why the example cannot be measured, where it cannot. */
  readonly refusal?: Refusal;
}

/** What all examples of one attack share. */
export interface Job {
  readonly name: string;
  readonly norm: Norm;
  readonly goal: Goal;
  readonly access: Access;
  /** The model itself, where the attacker is shown it. */
  readonly shown: ReadableModel | undefined;
  readonly attacker: Attacker;
  readonly model: Classifier;
  readonly noiseCheck: NoiseCheck;
  readonly stopOnSuccess: boolean;
  /** Seconds for an example. */
  readonly timeLimit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What is called at an abort: a listener for each example would be too many. */
  readonly atAbort: Set<() => void>;
  submit(query: PendingQuery): void;
}

import type { Norm } from '@fragility/numerics';
import type { AttackRecord } from './record.js';

export interface AttackOptions {
  readonly norm: Norm;
  readonly params?: unknown;
  /** Ascending budgets, each one number for all examples or one per example. Required by fixed-budget attacks. */
  readonly budgets?: readonly (number | Float64Array)[];
  /** Target class of each example: the attack is targeted. */
  readonly targets?: ArrayLike<number>;
  readonly seed?: number;
  /** Live examples at a time (default 64; fewer, down to 4, where inputs have more than 16 384 values). */
  readonly window?: number;
  /** Stop a fixed-budget attack on an example once it is fooled (default true). */
  readonly stopOnSuccess?: boolean;
  readonly signal?: AbortSignal;
  /** Called after each finished example. */
  progress?(finished: number, record: AttackRecord): void;
}

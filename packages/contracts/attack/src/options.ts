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
  /**
   * Seconds after which an example is left with what was found, its record saying so (code `attack/time-limit`), also where the attack waits for
   * something that never comes. The clock is the wall's, and runs while others of the window run; without it results do not depend on time.
   */
  readonly timeLimit?: number;
  readonly signal?: AbortSignal;
  /** Where relative paths in parameters lead from (default: the working directory). */
  readonly folder?: string;
  /** The place of an example among all, where `data` has some of them only, or undefined where that is not known. Default: its place in `data`. */
  position?(id: string): number | undefined;
  /**
   * Records of an example from an earlier run of the same attack on the same model with the same parameters and seed, if there are any: the
   * example is not attacked, they are yielded in its place. Those that an abort cut short are not final: the example is attacked again.
   */
  known?(id: string): readonly AttackRecord[] | undefined;
  /** Called with the records of each example the moment it is finished, in whatever order, and the number of those finished; known ones too. */
  progress?(finished: number, records: readonly AttackRecord[]): void;
}

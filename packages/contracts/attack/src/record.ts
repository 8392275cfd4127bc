import type { Norm, Row } from '@fragility/numerics';

/** Code of a record that an abort cut short: the best so far, or nothing yet. */
export const ABORTED = 'attack/aborted';

/**
 * What came of an attack on one example: `fooled`; `robust`, as far as this attack can tell; `skipped`, as the input was misclassified before;
 * `failed`, as the model returned NaN or threw, or the example itself is broken; `aborted` before anything was found.
 */
export type Outcome = 'fooled' | 'robust' | 'skipped' | 'failed' | 'aborted';

/** Codes of failed records of examples that could not be measured at all: accuracies are those of the others. */
export const UNMEASURED: ReadonlySet<string> = new Set([
  'attack/input',
  'attack/label',
  'dataset/finite',
  'dataset/label',
  'dataset/unreadable',
  'model/nan',
  'model/threw',
]);

/** What an attack achieved on one example at one budget, confirmed by a fresh forward pass beyond its rounding noise. */
export interface AttackRecord {
  readonly id: string;
  readonly attack: string;
  readonly norm: Norm;
  /** Budget of this record; null for an unlimited smallest-norm attack. */
  readonly budget: number | null;
  readonly label: number;
  readonly target?: number;
  readonly outcome: Outcome;
  readonly success: boolean;
  /** The input was misclassified before any attack; counted as broken at distance 0. */
  readonly skipped: boolean;
  /** Norm of the perturbation found; Infinity where there is none. */
  readonly distance: number;
  /** Class of the returned point, or of the input where nothing was found; −1 where the model gives no logits there. */
  readonly class: number;
  /** Margin of the returned point, negative where fooled; of the input where nothing was found; NaN where the model gives no logits there. */
  readonly margin: number;
  /**
   * Where an attack succeeded, the rounding noise that the margin is beyond, margin < −noise: as it was measured at the point, or where the margin
   * leaves no doubt, the most that it can be. 0 where the input was misclassified before.
   */
  readonly noise?: number;
  /** Passes whose result the example received, up to and including this budget. */
  readonly forwards: number;
  readonly backwards: number;
  /** Backward passes among them whose gradient was zero, where there were any. */
  readonly zeroGradients?: number;
  /** True only where the distance is proven to be the smallest possible, up to `tolerance`. */
  readonly exact?: boolean;
  /** Where it is exact: no perturbation is shorter than (1 − tolerance) · distance; what rounding leaves undecided, 2⁻¹⁰ at most. */
  readonly tolerance?: number;
  /** Why there is no success, or what the attack remarks. */
  readonly reason?: string;
  /**
   * Stable code of the reason, where it is the host's: `attack/skipped`, `attack/aborted`, `attack/time-limit`, `attack/nan`, `attack/noise`, `attack/randomised`,
   * `attack/model`, `attack/outside`, `attack/idle`, `attack/constant`, `attack/zero-gradient`, or one of {@link UNMEASURED}.
   */
  readonly code?: string;
  /** Member of an ensemble that found the point. */
  readonly by?: string;
  /** Why the result may be misleading. */
  readonly warnings?: readonly string[];
  /** The point found. */
  readonly candidate?: Row;
}

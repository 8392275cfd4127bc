import { isFragilityError, type Norm } from '@fragility/numerics';
import type { AttackRecord } from '../../record.js';
import { isOfExample, MODEL_THREW, type Refusal } from './reasons.js';

/** Why the model gives no logits at a clean input, if that is what was thrown. @throws what was thrown otherwise. */
export function refusalOfClean(thrown: unknown): Refusal {
  if (!isFragilityError(thrown) || !isOfExample(thrown.code)) throw thrown;
  return { reason: thrown.message, code: thrown.code === MODEL_THREW ? 'model/threw' : 'model/nan' };
}

/** An example that no attack ran on, and what an attack would have been asked for. */
export interface Unattacked {
  readonly id: string;
  readonly attack: string;
  readonly norm: Norm;
  /** null stands for no limit. */
  readonly budgets: readonly (number | null)[];
  readonly label: number;
  readonly target?: number | undefined;
}

/**
 * Records of an example that no attack ran on, one for each budget: it failed, as it cannot be measured, or it was skipped.
 *
 * @example
 * const [record] = unattackedRecords({ id: '7', attack: 'pgd', norm: 'l2', budgets: [1], label: 0 }, 'failed', { reason: 'NaN', code: 'model/nan' });
 * record?.forwards; // 0
 */
export const unattackedRecords = (
  { budgets, target, ...example }: Unattacked,
  outcome: 'failed' | 'skipped',
  { reason, code }: Refusal,
): AttackRecord[] =>
  budgets.map((budget) => ({
    ...example,
    budget,
    ...(target === undefined ? {} : { target }),
    outcome,
    success: false,
    skipped: outcome === 'skipped',
    distance: Infinity,
    class: -1,
    margin: NaN,
    forwards: 0,
    backwards: 0,
    reason,
    code,
  }));

import { isFragilityError } from '@fragility/numerics';
import type { AttackRecord } from '../../record.js';
import type { Job, Task } from '../job.js';
import { isOfExample, MODEL_THREW, type Refusal } from './reasons.js';

/** Why the model gives no logits at a clean input, if that is what was thrown. @throws what was thrown otherwise. */
export function refusalOfClean(thrown: unknown): Refusal {
  if (!isFragilityError(thrown) || !isOfExample(thrown.code)) throw thrown;
  return { reason: thrown.message, code: thrown.code === MODEL_THREW ? 'model/threw' : 'model/nan' };
}

/** Records of an example that cannot be measured. */
export const unmeasured = (
  { name, norm }: Pick<Job, 'name' | 'norm'>,
  { id, budgets, criterion: { label, target } }: Pick<Task, 'id' | 'budgets' | 'criterion'>,
  { reason, code }: Refusal,
): AttackRecord[] =>
  budgets.map((budget) => ({
    id,
    attack: name,
    norm,
    budget,
    label,
    ...(target === undefined ? {} : { target }),
    outcome: 'failed',
    success: false,
    skipped: false,
    distance: Infinity,
    class: -1,
    margin: NaN,
    forwards: 0,
    backwards: 0,
    reason,
    code,
  }));

import { FragilityError } from '@fragility/numerics';
import { ABORTED, type AttackRecord } from '../../record.js';
import type { Job, Task } from '../job.js';

/** Whether an attack has said all it has to say of an example: no abort cut it short. */
export const isFinal = (records: readonly AttackRecord[]): boolean => records.every(({ code }) => code !== ABORTED);

const list = (budgets: readonly unknown[]): string => budgets.map((budget) => budget ?? 'none').join(', ');

/** Known records of an example as they are, if they are of this job: this attack and norm, this label and target, these budgets. @throws FragilityError `attack/known`. */
export function fitting(known: readonly AttackRecord[], { name, norm }: Job, task: Task): readonly AttackRecord[] {
  const { id, budgets } = task;
  const { label, target } = task.criterion;
  const check = (what: string, given: unknown, expected: unknown): void => {
    if (given === expected) return;
    throw new FragilityError(
      {
        given: `a known record of example ${id} has ${what} ${String(given)}`,
        expected: `${String(expected)}`,
        remedy: 'leave out records of other runs',
      },
      { where: `attack/${name}`, code: 'attack/known', kind: 'input' },
    );
  };
  check('budgets', list(known.map(({ budget }) => budget)), list(budgets));
  for (const record of known) {
    check('id', record.id, id);
    check('attack', record.attack, name);
    check('norm', record.norm, norm);
    check('label', record.label, label);
    check('target', record.target, target);
  }
  return known;
}

import type { Examples } from '@fragility/dataset';
import type { Classifier } from '@fragility/model';
import type { AnyAttack } from '../attack.js';
import { attack } from '../host/attack.js';
import type { AttackOptions } from '../options.js';
import type { AttackRecord } from '../record.js';

/**
 * All records of an attack: one per example and budget, in the order of the data.
 *
 * @example
 * const { model, examples } = linearProblem(1, false, 2);
 * const records = await collect(model, pgd, examples, { norm: 'l2', budgets: [2] });
 * records.length; // 7
 */
export async function collect(
  model: Classifier,
  definition: AnyAttack,
  examples: Examples,
  options: AttackOptions,
): Promise<AttackRecord[]> {
  const records: AttackRecord[] = [];
  for await (const record of attack(model, definition, examples, options)) records.push(record);
  return records;
}

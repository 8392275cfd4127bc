import { attack, type AnyAttack, type AttackOptions, type AttackRecord } from '@fragility/attack';
import type { Examples } from '@fragility/dataset';
import type { Classifier } from '@fragility/model';

/** All records of an attack. */
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

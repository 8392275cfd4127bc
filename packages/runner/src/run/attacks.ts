import type { AttackHandle } from '@fragility/analysis';
import { attack, type AttackRecord } from '@fragility/attack';
import type { Examples } from '@fragility/dataset';
import type { Classifier } from '@fragility/model';
import type { ChosenAttack } from '../plan/settings.js';
import type { StoredRecord } from './result.js';

export interface Attacked {
  readonly handle: AttackHandle;
  readonly records: readonly AttackRecord[];
}

/** Runs one attack of the config on the evaluated examples, and makes the handle with which analyses attack others. */
export async function runAttack(
  { name, definition, params, options }: ChosenAttack,
  model: Classifier,
  examples: Examples,
  { seed, signal, progress }: { seed: number; signal: AbortSignal | undefined; progress(finished: number): void },
): Promise<Attacked> {
  const common = { ...options, params, seed, ...(signal ? { signal } : {}) };
  const records: AttackRecord[] = [];
  for await (const record of attack(model, definition, examples, {
    ...common,
    progress: (finished) => progress(finished),
  }))
    records.push(record);
  return {
    records,
    handle: {
      name,
      norm: options.norm,
      goal: definition.goal,
      records: async () => records,
      attack: (others, { targets } = {}) =>
        attack(model, definition, others, { ...common, ...(targets ? { targets } : {}) }),
    },
  };
}

/** A record as it is stored. */
export function stored(name: string, record: AttackRecord): StoredRecord {
  const { id, norm, budget, label, target, success, skipped, distance, margin, forwards, backwards, exact, reason } =
    record;
  return {
    id,
    attack: name,
    norm,
    budget,
    label,
    ...(target === undefined ? {} : { target }),
    success,
    skipped,
    distance: Number.isFinite(distance) ? distance : null,
    class: record.class,
    margin,
    forwards,
    backwards,
    ...(exact === undefined ? {} : { exact }),
    ...(reason === undefined ? {} : { reason }),
  };
}

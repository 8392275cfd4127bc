import type { AttackHandle } from '@fragility/analysis';
import type { Classifier } from '@fragility/model';
import type { PartialRecords } from '../../store/partial.js';
import type { StoredRecord } from '../../store/result.js';
import type { ChosenAttack } from '../../plan/settings.js';
import type { Working } from '../context.js';
import type { Evaluation } from '../data/evaluation.js';
import type { Clean } from '../model/accuracy.js';
import { naming } from '../naming.js';
import { runAttack, stored, type Attacked } from './attacks.js';

/** What all attacks of a trial found. */
export interface AllAttacked {
  readonly records: readonly StoredRecord[];
  readonly handles: readonly AttackHandle[];
}

/** Runs one attack on the examples that no earlier run has finished. */
async function attackOne(
  chosen: ChosenAttack,
  { trial, seeds, signal, progress, resumed }: Working,
  model: Classifier,
  { count, chunks }: Evaluation,
  partial: PartialRecords,
): Promise<Attacked> {
  const attacked = (finished: number): void =>
    progress.tell('attacks', finished / count, `${trial.model}: ${chosen.name}`);
  const known = partial.known(chosen.name).size;
  if (known > 0) resumed(chosen.name, known, count, progress.share(known / count));
  attacked(known);
  const found = await naming(`attack '${chosen.name}' on model '${trial.model}'`, () =>
    runAttack(chosen, model, chunks(), { seed: seeds.attacks, signal, partial, progress: attacked }),
  );
  progress.finish('attacks');
  return found;
}

/** Records of the examples that cannot be used: they fail, and count for nothing else. */
const unread = ({ name, options: { norm, budgets } }: ChosenAttack, evaluation: Evaluation): Attacked['records'] =>
  evaluation.unreadable().flatMap(({ id, reason, code = 'dataset/unreadable' }) =>
    (budgets ?? [null]).map((budget) => ({
      ...({ id, attack: name, norm, budget, label: -1, outcome: 'failed', success: false, skipped: false } as const),
      ...{ distance: Infinity, class: -1, margin: NaN, forwards: 0, backwards: 0, reason, code },
    })),
  );

/** Runs the attacks of a trial in order; every example that one has finished is kept at once. */
export async function attackAll(
  working: Working,
  model: Classifier,
  evaluation: Evaluation,
  clean: Clean,
): Promise<AllAttacked> {
  const records: StoredRecord[] = [];
  const handles: AttackHandle[] = [];
  const partial = await working.partial(clean);
  try {
    for (const chosen of working.trial.settings.attacks) {
      const { handle, records: found } = await attackOne(chosen, working, model, evaluation, partial);
      handles.push(handle);
      for (const record of [...found, ...unread(chosen, evaluation)]) records.push(stored(chosen.name, record));
    }
  } finally {
    partial.close();
  }
  return { records, handles };
}

import type { AttackHandle } from '@fragility/analysis';
import { ABORTED } from '@fragility/attack';
import { openLines, type ExampleLines } from '../../store/lines.js';
import { encoded, heldRecords, isRecords, type EncodedRecord, type Found } from '../../store/records.js';
import type { StoredRecord } from '../../store/result.js';
import type { ChosenAttack } from '../../plan/settings.js';
import type { Working } from '../context.js';
import { unreadable, type Evaluation } from '../data/evaluation.js';
import type { Clean } from '../model/evaluate.js';
import type { LazyModel } from '../model/lazy.js';
import { naming } from '../naming.js';
import { attackRecords, handleOf, stored, unread } from './attacks.js';

/** What all attacks of a trial found. */
export interface AllAttacked {
  readonly records: readonly StoredRecord[];
  readonly handles: readonly AttackHandle[];
}

type Lines = ExampleLines<readonly EncodedRecord[], readonly Found[]>;

/** Draws all that there is, and keeps none of it in memory. */
async function toEnd(all: AsyncIterator<unknown>): Promise<void> {
  while (!(await all.next()).done);
}

/** Runs one attack on the examples that it was not run on before. */
async function attackOne(
  chosen: ChosenAttack,
  { plan, trial, seeds, signal, progress, resumed }: Working,
  model: LazyModel,
  { chunks }: Pick<Evaluation, 'chunks'>,
  { ids }: Pick<Clean, 'ids'>,
  lines: Lines,
): Promise<readonly Found[]> {
  const count = ids.length;
  const attacked = (finished: number): void =>
    progress.tell('attacks', finished / count, `${trial.model}: ${chosen.name}`);
  let finished = ids.filter((id) => lines.known.has(id)).length;
  if (finished > 0) resumed(chosen.name, finished, count, progress.share(finished / count));
  attacked(finished);
  if (finished < count) {
    const { model: built } = await model.get();
    await naming(`attack '${chosen.name}' on model '${trial.model}'`, () =>
      toEnd(
        attackRecords(chosen, built, chunks(), {
          seed: seeds.attacks,
          signal,
          known: (id) => lines.known.get(id),
          keep: (records) => {
            const codes = new Set(records.map(({ code }) => code));
            if (codes.has(ABORTED)) return;
            const found = records.map((record) => encoded(record, plan.experiment.save.examples));
            if (codes.has('model/threw') || codes.has('attack/model')) lines.hold(records[0]!.id, found);
            else lines.keep(records[0]!.id, found);
            attacked(++finished);
          },
        }),
      ),
    );
  }
  progress.finish('attacks');
  return ids.flatMap((id) => lines.known.get(id)!);
}

/** Runs the attacks of a trial in order; every example that one has finished is kept at once. */
export async function attackAll(
  working: Working,
  model: LazyModel,
  evaluation: Pick<Evaluation, 'chunks' | 'unreadable'>,
  clean: Pick<Clean, 'ids'>,
): Promise<AllAttacked> {
  const { plan, trial, seeds, signal, keys, parts, writer, warn } = working;
  const records: StoredRecord[] = [];
  const handles: AttackHandle[] = [];
  for (const [k, chosen] of trial.settings.attacks.entries()) {
    const at = { folder: `attacks/${keys.attacks[k]!}`, writer };
    const lines = await openLines(parts, at, isRecords, warn, heldRecords(plan.experiment.save.examples));
    try {
      const found = await attackOne(chosen, working, model, evaluation, clean, lines);
      handles.push(handleOf(chosen, async () => (await model.get()).model, found, { seed: seeds.attacks, signal }));
      for (const record of [...found, ...unread(chosen, unreadable(evaluation))])
        records.push(stored(chosen.name, record));
    } finally {
      lines.close();
    }
  }
  return { records, handles };
}

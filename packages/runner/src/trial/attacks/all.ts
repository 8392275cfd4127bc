import type { AttackHandle } from '@fragility/analysis';
import { ABORTED, type AttackRecord } from '@fragility/attack';
import { openLines, type ExampleLines } from '../../store/lines.js';
import { foundIn, inOrder, isHeld, whereabouts, type Known } from '../../store/found.js';
import { encoded, isRecords, withoutPoint, type EncodedRecord, type Found } from '../../store/records.js';
import type { RanTrial } from '../../store/result.js';
import type { ChosenAttack } from '../../plan/settings.js';
import type { Working } from '../context.js';
import type { Evaluation } from '../data/evaluation.js';
import { unknown } from '../data/unknown.js';
import type { Clean } from '../model/evaluate.js';
import type { LazyModel } from '../model/lazy.js';
import { naming } from '../naming.js';
import { attackRecords, handleOf, type AttackContext } from './attacks.js';

/** What all attacks of a trial found. */
export interface AllAttacked {
  readonly held: RanTrial['held'];
  readonly handles: readonly AttackHandle[];
}

type Lines = ExampleLines<readonly EncodedRecord[], Known>;

/** Draws all that there is, and keeps none of it in memory. */
async function toEnd(all: AsyncIterator<unknown>): Promise<void> {
  while (!(await all.next()).done);
}

/** Places of examples among all that are evaluated; unknown where some of them cannot be read. */
function positionsOf(
  ids: readonly string[],
  { count, first }: Pick<Evaluation, 'count' | 'first'>,
): (id: string) => number | undefined {
  const places = new Map(ids.length === count ? ids.map((id, k) => [id, first + k]) : []);
  return (id) => places.get(id);
}

/** Runs one attack on the examples that it was not run on before. */
async function attackOne(
  chosen: ChosenAttack,
  { plan, trial, progress, resumed }: Working,
  model: LazyModel,
  { chunks }: Pick<Evaluation, 'chunks'>,
  { ids }: Pick<Clean, 'ids'>,
  context: AttackContext,
  lines: Lines,
): Promise<void> {
  const { name } = chosen;
  const count = ids.length;
  let finished = ids.filter((id) => lines.known.has(id)).length;
  let [judged, robust] = [0, 0];
  const attacked = (): void => {
    const counted = { attack: name, done: finished, of: count, judged, robust };
    progress.tell({ phase: 'attacks', name, share: finished / count }, `${trial.model}: ${name}`, counted);
  };
  if (finished > 0) resumed(name, finished, count);
  attacked();
  if (finished < count) {
    const { model: built } = await model.get();
    const keep = (records: readonly AttackRecord[]): void => {
      const { id } = records[0]!;
      const codes = new Set(records.map(({ code }) => code));
      if (codes.has(ABORTED)) return;
      if (codes.has('model/threw') || codes.has('attack/model')) lines.hold(id, records.map(withoutPoint));
      else
        lines.keep(
          id,
          records.map((record) => encoded(record, plan.experiment.save.examples)),
        );
      finished++;
      judged++;
      if (!records.at(-1)!.success) robust++;
      attacked();
    };
    await naming(`attack '${name}' on model '${trial.model}'`, () =>
      toEnd(attackRecords(chosen, built, unknown(chunks(), lines.known), { ...context, keep })),
    );
  }
  progress.finish('attacks');
}

/** Runs the attacks of a trial in order; every example that one has finished is kept at once. */
export async function attackAll(
  working: Working,
  model: LazyModel,
  evaluation: Pick<Evaluation, 'chunks' | 'count' | 'first'>,
  clean: Pick<Clean, 'ids'>,
): Promise<AllAttacked> {
  const { plan, trial, seeds, signal, keys, parts, writer, warn } = working;
  const { folder } = plan;
  const context = { seed: seeds.attacks, signal, folder, position: positionsOf(clean.ids, evaluation) };
  const held: Record<string, readonly (readonly Found[])[]> = {};
  const handles: AttackHandle[] = [];
  for (const [k, chosen] of trial.settings.attacks.entries()) {
    const at = { folder: `attacks/${keys.attacks[k]!}`, writer };
    const lines = await openLines(parts, at, isRecords, warn, whereabouts(plan.experiment.save.examples));
    try {
      await attackOne(chosen, working, model, evaluation, clean, context, lines);
    } finally {
      lines.close();
    }
    const records = (): AsyncIterable<Found> => foundIn(parts, inOrder(lines.known, clean.ids));
    handles.push(handleOf(chosen, async () => (await model.get()).model, records, context));
    held[chosen.name] = [...lines.known.values()].filter(isHeld);
  }
  return { held, handles };
}

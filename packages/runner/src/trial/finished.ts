import type { Experiment } from '../config/schema.js';
import type { PartKeys } from '../plan/keys.js';
import type { Trial } from '../plan/plan.js';
import type { ChosenAttack } from '../plan/settings.js';
import type { ResultStore } from '../ports/result-store.js';
import type { Warn } from '../store/sealed/damage.js';
import { knownLines } from '../store/lines.js';
import { heldRecords, isRecords } from '../store/records.js';
import type { DoneTrial, StoredRecord } from '../store/result.js';
import { hasModel } from '../store/models.js';
import { readIndex, type TrialIndex } from '../store/trials.js';
import { knownRows, type Analysed } from './analyses/all.js';
import { stored, unread } from './attacks/attacks.js';

/** A finished trial from what is kept of it and what its attacks and analyses found. */
export function doneTrial(
  { id, model, seed, swept }: Trial,
  {
    shape,
    ids,
    started,
    seconds,
    engine,
    phases,
    facts,
    unreadable,
    unanswered,
    cleanAccuracy,
    probabilities,
  }: TrialIndex,
  attacks: readonly StoredRecord[],
  analyses: readonly Analysed[],
): DoneTrial {
  return {
    ...{ status: 'done', id, model, seed, swept, engine, started, seconds, phases, facts },
    shape,
    examples: ids.length - (unanswered?.length ?? 0),
    ...(unreadable ? { unreadable: unreadable.map((one) => one.id) } : {}),
    ...(unanswered ? { unanswered } : {}),
    cleanAccuracy,
    ...(probabilities ? { probabilities } : {}),
    attacks,
    analyses,
  };
}

/** Records of one attack on all examples of a trial; undefined where some are missing. */
async function recordsOf(
  parts: ResultStore,
  chosen: ChosenAttack,
  key: string,
  { ids, unreadable = [] }: TrialIndex,
  points: boolean,
  warn: Warn,
): Promise<StoredRecord[] | undefined> {
  const known = await knownLines(parts, `attacks/${key}`, isRecords, warn, heldRecords(points));
  if (!ids.every((id) => known.has(id))) return undefined;
  const found = ids.flatMap((id) => known.get(id)!);
  return [...found, ...unread(chosen, unreadable)].map((record) => stored(chosen.name, record));
}

/** A trial all of whose parts are kept, with what is to be saved of them; undefined where any is missing. */
export async function finishedTrial(
  trial: Trial,
  keys: PartKeys,
  parts: ResultStore,
  save: Experiment['save'],
  warn: Warn,
): Promise<DoneTrial | undefined> {
  const index = await readIndex(parts, keys.trial, warn);
  if (!index || (save.models && !(await hasModel(parts, keys.model, warn)))) return undefined;
  const records: StoredRecord[] = [];
  for (const [k, chosen] of trial.settings.attacks.entries()) {
    const found = await recordsOf(parts, chosen, keys.attacks[k]!, index, save.examples, warn);
    if (!found) return undefined;
    records.push(...found);
  }
  const analyses: Analysed[] = [];
  for (const [k, { name }] of trial.settings.analyses.entries()) {
    const rows = await knownRows({ parts, warn }, keys.analyses[k]!);
    if (!rows) return undefined;
    analyses.push({ name, rows });
  }
  return doneTrial(trial, index, records, analyses);
}

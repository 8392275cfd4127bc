import type { Experiment } from '../config/schema.js';
import type { PartKeys } from '../plan/keys.js';
import type { Trial } from '../plan/plan.js';
import type { ChosenAttack } from '../plan/settings.js';
import type { ResultStore } from '../ports/result-store.js';
import type { Warn } from '../store/sealed/damage.js';
import { knownLines } from '../store/lines.js';
import { foundIn, inOrder, whereabouts, type Known, type Ordered } from '../store/found.js';
import { isRecords } from '../store/records.js';
import type { AttackFindings, DoneTrial, RanTrial } from '../store/result.js';
import { hasModel } from '../store/models.js';
import { readIndex, type TrialIndex, type Unreadable } from '../store/trials.js';
import { knownRows, type Analysed } from './analyses/all.js';
import { askedOf, stored, unread } from './attacks/attacks.js';

/** A finished trial from what is kept of it and what its attacks and analyses found. */
function doneTrial(
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
  attacks: readonly AttackFindings[],
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

/** What one attack found on all examples of a trial; undefined where some are missing. */
async function findingsOf(
  parts: ResultStore,
  chosen: ChosenAttack,
  key: string,
  { ids, unreadable = [] }: TrialIndex,
  { points, held, warn }: Pick<Sought, 'warn'> & { readonly points: boolean; readonly held?: RanTrial['held'] },
): Promise<AttackFindings | undefined> {
  const { name } = chosen;
  const known: Map<string, Known> = await knownLines(parts, `attacks/${key}`, isRecords, warn, whereabouts(points));
  for (const records of held?.[name] ?? []) known.set(records[0]!.id, records);
  if (!ids.every((id) => known.has(id))) return undefined;
  return { ...askedOf(chosen), records: recordsOf(parts, chosen, inOrder(known, ids), unreadable) };
}

/** Reads all records of an attack, each time that it is called. */
const recordsOf = (
  parts: ResultStore,
  chosen: ChosenAttack,
  all: Ordered,
  unreadable: readonly Unreadable[],
): AttackFindings['records'] =>
  async function* () {
    for await (const record of foundIn(parts, all)) yield stored(chosen.name, record);
    for (const record of unread(chosen, unreadable)) yield stored(chosen.name, record);
  };

interface Sought {
  readonly warn: Warn;
  /** What the trial found just now and no line keeps; or `taken`, as its last run found it. */
  readonly held?: RanTrial['held'] | 'taken';
}

/** A trial all of whose parts are kept, with what is to be saved of them; undefined where any is missing. */
export async function finishedTrial(
  trial: Trial,
  keys: PartKeys,
  parts: ResultStore,
  save: Experiment['save'],
  { warn, held }: Sought,
): Promise<DoneTrial | undefined> {
  const index = await readIndex(parts, keys.trial, warn);
  if (!index || (save.models && !(await hasModel(parts, keys.model, warn)))) return undefined;
  const attacks: AttackFindings[] = [];
  const own = held === 'taken' ? index.held : held;
  for (const [k, chosen] of trial.settings.attacks.entries()) {
    const sought = { points: save.examples, warn, ...(own ? { held: own } : {}) };
    const found = await findingsOf(parts, chosen, keys.attacks[k]!, index, sought);
    if (!found) return undefined;
    attacks.push(found);
  }
  const analyses: Analysed[] = [];
  for (const [k, { name }] of trial.settings.analyses.entries()) {
    const rows = await knownRows({ parts, warn }, keys.analyses[k]!);
    if (!rows) return undefined;
    analyses.push({ name, rows });
  }
  return doneTrial(trial, index, attacks, analyses);
}

/** How a trial ended all of whose parts are kept; undefined where any is missing. */
export async function ranTrial(
  trial: Trial,
  keys: PartKeys,
  parts: ResultStore,
  save: Experiment['save'],
  warn: Warn,
): Promise<RanTrial | undefined> {
  const done = await finishedTrial(trial, keys, parts, save, { warn, held: 'taken' });
  const index = done && (await readIndex(parts, keys.trial, warn));
  return index && { status: 'done', id: trial.id, seconds: index.seconds, held: index.held ?? {} };
}

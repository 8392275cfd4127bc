import type { AttackAsked, AttackHandle, AttackedAs } from '@fragility/analysis';
import { attack, unattackedRecords, type AttackRecord } from '@fragility/attack';
import type { Examples } from '@fragility/dataset';
import { restrict, type Classifier } from '@fragility/model';
import { FragilityError } from '@fragility/plugin';
import type { Targeted } from '../../config/schema.js';
import type { ChosenAttack } from '../../plan/settings.js';
import type { Found } from '../../store/records.js';
import type { StoredRecord } from '../../store/result.js';
import type { Unreadable } from '../../store/trials.js';
import { attackTargeted } from './targets.js';

/** Of an attack of the config, what it takes to run it. */
export type Runnable = Pick<ChosenAttack, 'name' | 'definition' | 'params' | 'options'>;

/** The place of an example's class among those that a model is restricted to. */
function placeOf(label: number, id: string, classes: readonly number[]): number {
  const place = classes.indexOf(label);
  if (place >= 0) return place;
  throw new FragilityError(
    { given: `input ${id} has label ${label}`, expected: `one of ${classes.join(', ')}`, remedy: 'name its class too' },
    { where: 'runner/attacks', code: 'attack/label', kind: 'input' },
  );
}

/** @throws FragilityError `attack/label` for an example of another class. */
async function* relabelled(
  data: Examples | AsyncIterable<Examples>,
  classes: readonly number[],
): AsyncGenerator<Examples> {
  for await (const examples of 'inputs' in data ? [data] : data)
    yield { ...examples, labels: examples.labels.map((label, i) => placeOf(label, examples.ids[i]!, classes)) };
}

/** What an attack of the config is run with, whatever examples it is run on. */
type Common = Omit<Parameters<typeof attack>[3], 'targets' | 'budgets'> & {
  readonly budgets?: readonly number[];
  readonly targets?: ArrayLike<number>;
  readonly seed: number;
};

/** Attacks examples: each with its target, where there are any, or as the config says. */
const attackAs = (
  model: Classifier,
  { definition }: Runnable,
  data: Examples | AsyncIterable<Examples>,
  options: Common,
  targeted: Targeted | undefined,
): AsyncGenerator<AttackRecord> =>
  targeted === undefined || options.targets
    ? attack(model, definition, data, options)
    : attackTargeted(model, definition, data, options, targeted);

/** A target among some of the classes; of two classes it is always the other one. */
const targetAmong = (classes: readonly number[], targeted: Targeted | undefined): Targeted | undefined =>
  typeof targeted !== 'number'
    ? targeted
    : classes.length === 2
      ? 'next'
      : placeOf(targeted, 'of the criterion', classes);

/** Attacks a model that decides between some of its classes only; records speak of the model's own classes. */
async function* attackRestricted(
  model: Classifier,
  chosen: Runnable,
  data: Examples | AsyncIterable<Examples>,
  { targets, ...options }: Common,
  classes: readonly number[],
): AsyncGenerator<AttackRecord> {
  const own = targets ? { targets: Array.from(targets, (target) => classes.indexOf(target)) } : {};
  const targeted = targetAmong(classes, chosen.options.criterion?.targeted);
  for await (const record of attackAs(
    restrict(model, classes),
    chosen,
    relabelled(data, classes),
    { ...options, ...own },
    targeted,
  )) {
    const named = { ...record, label: classes[record.label]!, class: classes[record.class] ?? -1 };
    yield record.target === undefined ? named : { ...named, target: classes[record.target]! };
  }
}

export interface AttackContext {
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
  /** Where relative paths in parameters lead from. */
  readonly folder?: string;
  /** The place of an evaluated example; undefined where it is not known. */
  position?(id: string): number | undefined;
}

/** What to do with what is found. */
export interface Recording {
  /** Told the records of every example the moment it is finished. */
  keep?(records: readonly AttackRecord[]): void;
}

/** What an attack is asked for, whatever it attacks. */
function commonOf(
  { params, options: { criterion: _, ...options } }: Runnable,
  { seed, signal, folder, position }: AttackContext,
): Common {
  return {
    ...{ ...options, params, seed },
    ...(signal ? { signal } : {}),
    ...(folder === undefined ? {} : { folder }),
    ...(position ? { position } : {}),
  };
}

/** Runs one attack of the config on examples, and yields its records in their order. */
export function attackRecords(
  chosen: Runnable,
  model: Classifier,
  examples: Examples | AsyncIterable<Examples>,
  { keep, ...context }: AttackContext & Recording,
): AsyncGenerator<AttackRecord> {
  const asked = {
    ...commonOf(chosen, context),
    progress: (_: number, found: readonly AttackRecord[]): void => keep?.(found),
  };
  return attackAs(model, chosen, examples, asked, chosen.options.criterion?.targeted);
}

/** Runs one attack of the config on examples, and returns its records in their order. */
export async function runAttack(...given: Parameters<typeof attackRecords>): Promise<AttackRecord[]> {
  const records: AttackRecord[] = [];
  for await (const record of attackRecords(...given)) records.push(record);
  return records;
}

/** Attacks with a model that may not be there yet. */
async function* attackWith(
  model: () => Promise<Classifier>,
  chosen: Runnable,
  examples: Examples | AsyncIterable<Examples>,
  options: Common,
  classes: readonly number[] | undefined,
): AsyncGenerator<AttackRecord> {
  const built = await model();
  yield* classes
    ? attackRestricted(built, chosen, examples, options, classes)
    : attackAs(built, chosen, examples, options, chosen.options.criterion?.targeted);
}

/** What an attack of the config is asked for, as analyses see it. */
export const askedOf = ({ name, options: { norm, budgets, criterion } }: Runnable): AttackAsked => ({
  name,
  norm,
  budgets: budgets ?? null,
  targeted: criterion !== undefined,
});

/** The handle with which analyses see the records of an attack, and attack other examples. */
export function handleOf(
  chosen: Runnable,
  model: () => Promise<Classifier>,
  records: () => AsyncIterable<Found>,
  context: AttackContext,
): AttackHandle {
  const common = commonOf(chosen, context);
  return {
    ...askedOf(chosen),
    goal: chosen.definition.goal,
    records,
    attack: (others, { targets, classes }: AttackedAs = {}) =>
      attackWith(model, chosen, others, { ...common, ...(targets ? { targets } : {}) }, classes),
  };
}

/** Records of the examples that cannot be used: they fail, and count for nothing else. */
export const unread = (
  { definition, options: { norm, budgets } }: Runnable,
  unreadable: readonly Unreadable[],
): Found[] =>
  unreadable.flatMap(({ id, reason, code }) => {
    const example = { id, attack: definition.name, norm, budgets: budgets ?? [null], label: -1 };
    return unattackedRecords(example, 'failed', { reason, code });
  });

const finite = (value: number): number => (Number.isFinite(value) ? value : (null as never));

/** A record as it is stored: null for what is not finite. */
export const stored = (name: string, record: Found): StoredRecord => ({
  ...record,
  attack: name,
  distance: finite(record.distance),
  margin: finite(record.margin),
});

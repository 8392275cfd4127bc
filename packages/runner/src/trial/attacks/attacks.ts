import type { AttackHandle, AttackedAs } from '@fragility/analysis';
import { attack, type AttackRecord } from '@fragility/attack';
import type { Examples } from '@fragility/dataset';
import { restrict, type Classifier } from '@fragility/model';
import { FragilityError } from '@fragility/plugin';
import type { Targeted } from '../../config/schema.js';
import type { ChosenAttack } from '../../plan/settings.js';
import type { PartialRecords } from '../../store/partial.js';
import type { StoredRecord } from '../../store/result.js';
import { attackTargeted } from './targets.js';

type Kept = Awaited<ReturnType<AttackHandle['records']>>;

/** Of an attack of the config, what it takes to run it. */
export type Runnable = Pick<ChosenAttack, 'name' | 'definition' | 'params' | 'options'>;

export interface Attacked {
  readonly handle: AttackHandle;
  readonly records: Kept;
}

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

const withoutPoint = (record: AttackRecord): Kept[number] => {
  const kept = { ...record };
  delete (kept as { candidate?: unknown }).candidate;
  return kept;
};

export interface AttackContext {
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
  /** Keeps the records of every example the moment it is finished, and knows those of an earlier run. */
  readonly partial: Pick<PartialRecords, 'known' | 'keep'>;
  /** Told how many examples are finished, those of an earlier run from the start. */
  progress(finished: number): void;
}

/** Runs one attack of the config on the evaluated examples, and makes the handle with which analyses attack others. */
export async function runAttack(
  chosen: Runnable,
  model: Classifier,
  examples: AsyncIterable<Examples>,
  { seed, signal, partial, progress }: AttackContext,
): Promise<Attacked> {
  const { name, definition, params } = chosen;
  const { criterion, ...options } = chosen.options;
  const targeted = criterion?.targeted;
  const common: Common = { ...options, params, seed, ...(signal ? { signal } : {}) };
  const known = partial.known(name);
  let finished = known.size;
  const resumed = {
    known: (id: string) => known.get(id),
    progress: (_: number, found: readonly AttackRecord[]): void => {
      if (known.has(found[0]!.id)) return;
      partial.keep(name, found.map(withoutPoint));
      progress(++finished);
    },
  };
  const records: Kept[number][] = [];
  for await (const record of attackAs(model, chosen, examples, { ...common, ...resumed }, targeted))
    records.push(withoutPoint(record));
  return {
    records,
    handle: {
      name,
      norm: options.norm,
      goal: definition.goal,
      records: async () => records,
      attack: (others, { targets, classes }: AttackedAs = {}) => {
        const own = { ...common, ...(targets ? { targets } : {}) };
        return classes
          ? attackRestricted(model, chosen, others, own, classes)
          : attackAs(model, chosen, others, own, targeted);
      },
    },
  };
}

/** A record as it is stored. */
export const stored = (name: string, { distance, ...record }: Kept[number]): StoredRecord => ({
  ...record,
  attack: name,
  distance: Number.isFinite(distance) ? distance : null,
});

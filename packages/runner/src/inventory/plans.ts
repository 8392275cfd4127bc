import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { PartKeys } from '../plan/keys.js';
import type { Plan, Trial } from '../plan/plan.js';
import type { ResultStore } from '../ports/result-store.js';
import { writerOf } from '../store/folders/within.js';
import { linesIn } from '../store/pieces.js';
import { setAside, type Warn } from '../store/sealed/damage.js';
import { sealed, unsealed } from '../store/sealed/sealed.js';

/** Keys of the parts of a planned trial; those of attacks and analyses by their names in the config. */
export interface NamedKeys extends Pick<PartKeys, 'model' | 'evaluation' | 'trial'> {
  readonly attacks: Readonly<Record<string, string>>;
  readonly analyses: Readonly<Record<string, string>>;
}

/** A trial that a run was to do. */
export interface PlannedTrial extends Pick<Trial, 'id' | 'model' | 'seed' | 'swept'> {
  readonly keys: NamedKeys;
}

/** Whose results a run was to make. */
export interface PlanHead {
  readonly experiment: string;
  /** Whole path of the results folder, and the machine that it is on. */
  readonly folder: string;
  readonly host: string;
}

/** What the last run of a results folder was to do. */
export interface KeptPlan extends PlanHead {
  /** Where it is kept. */
  readonly file: string;
  readonly trials: readonly PlannedTrial[];
}

function namedKeys({ settings }: Trial, { model, evaluation, trial, attacks, analyses }: PartKeys): NamedKeys {
  const byName = (all: readonly { readonly name: string }[], keys: readonly string[]): Record<string, string> =>
    Object.fromEntries(all.map(({ name }, k) => [name, keys[k]!]));
  return {
    ...{ model, evaluation, trial },
    attacks: byName(settings.attacks, attacks),
    analyses: byName(settings.analyses, analyses),
  };
}

/** A run that is about to do its trials. */
interface Planned {
  readonly plan: Plan;
  readonly store: ResultStore;
  readonly parts: ResultStore;
}

/** Keeps what a run is to do beside the parts: it says later whose they are, and which of them nobody needs any more. */
export async function writePlan(
  { plan, store, parts }: Planned,
  keys: ReadonlyMap<string, PartKeys>,
  warn: Warn,
): Promise<void> {
  const path = `plans/${writerOf(store)}.jsonl`;
  const before = (await parts.has(path)) && !(await readPlan(parts, path)) ? await parts.read(path) : undefined;
  if (before) await setAside(parts, path, before, 'does not agree with its checksums', warn);
  const head: PlanHead = { experiment: plan.experiment.name, folder: resolve(store.name), host: hostname() };
  async function* lines(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(sealed(head));
    for (const trial of plan.trials) {
      const { id, model, seed, swept } = trial;
      yield Buffer.from(
        sealed({ id, model, seed, swept, keys: namedKeys(trial, keys.get(id)!) } satisfies PlannedTrial),
      );
    }
  }
  await parts.write(path, lines());
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isMap = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isHead = (value: unknown): value is PlanHead => {
  const { experiment, folder, host } = (value ?? {}) as Partial<PlanHead>;
  return [experiment, folder, host].every(isText);
};

const isPlanned = (value: unknown): value is PlannedTrial => {
  const { id, model, seed, swept, keys } = (value ?? {}) as Partial<PlannedTrial>;
  const { attacks, analyses, trial, evaluation, model: built } = (keys ?? {}) as Partial<NamedKeys>;
  return (
    [id, model, trial, evaluation, built].every(isText) &&
    typeof seed === 'number' &&
    isMap(swept) &&
    [attacks, analyses].every((all) => isMap(all) && Object.values(all).every(isText))
  );
};

async function readPlan(parts: ResultStore, path: string): Promise<KeptPlan | undefined> {
  let head: PlanHead | undefined;
  const trials: PlannedTrial[] = [];
  for await (const { text } of linesIn(parts, path)) {
    const value = unsealed(text)?.value;
    if (!head && isHead(value)) head = value;
    else if (isPlanned(value)) trials.push(value);
    else return undefined;
  }
  return head && { ...head, file: path, trials };
}

/** Plans of the runs that keep their parts in a store, and the files of those that cannot be read. */
export async function readPlans(
  parts: ResultStore,
): Promise<{ readonly plans: readonly KeptPlan[]; readonly broken: readonly string[] }> {
  const plans: KeptPlan[] = [];
  const broken: string[] = [];
  for (const path of await parts.list('plans')) {
    const plan = await readPlan(parts, path);
    if (plan) plans.push(plan);
    else broken.push(path);
  }
  return { plans, broken };
}

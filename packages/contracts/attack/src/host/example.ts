import { isDense, type Classifier } from '@fragility/model';
import {
  FragilityError,
  isFragilityError,
  isZero,
  margin as marginOf,
  type Criterion,
  type Loss,
  type Norm,
  type Random,
  type Row,
} from '@fragility/numerics';
import type { Attacker, Example, Goal, Note, Scored } from '../attack.js';
import { ABORTED, type AttackRecord } from '../record.js';
import { createKeeper, type Best, type Refusal } from './candidate.js';
import { confirm, type Confirmed } from './confirm.js';
import { doorOf } from './door.js';
import type { Doubts, Rounding } from './doubt.js';
import { exactness, type Exactness } from './exactness.js';
import { Finished, FINISHED } from './finished.js';
import { magnitude } from './bends.js';
import { smallestStep } from './outwards.js';
import { CONSTANT, IDLE, RANDOMISED, UNSURE } from './reasons.js';
import type { Answer, Question } from './questions.js';

/** One input of the data, with everything that is decided about it before the attack. */
export interface Task {
  readonly id: string;
  readonly input: Row;
  readonly criterion: Criterion;
  /** Ascending; [null] stands for no limit. */
  readonly budgets: readonly (number | null)[];
  readonly random: Random;
}

/** What all examples of one attack share. */
export interface Job {
  readonly name: string;
  readonly norm: Norm;
  readonly goal: Goal;
  readonly attacker: Attacker;
  readonly model: Classifier;
  readonly doubts: Doubts;
  readonly stopOnSuccess: boolean;
  readonly signal?: AbortSignal | undefined;
  ask(question: Question): void;
}

const only = ([answer]: readonly Answer[]): Answer => answer!;

const same = (a: Row, b: Row): boolean => a.every((value, k) => value === b[k]);

/** Attacks one example at each of its budgets in turn and answers with one record per budget. */
export async function attackExample(job: Job, task: Task): Promise<AttackRecord[]> {
  const { model, norm, goal } = job;
  const { criterion, budgets } = task;
  const { input, space, measured, rounded, clamped } = doorOf(model, task.input, norm);
  const keeper = createKeeper(measured);
  /** Of points that rounding alone may have fooled: just beyond them there may be some that count. */
  const unsure = createKeeper(measured);
  const counts = { forwards: 0, backwards: 0 };
  let flat = 0;
  let noted: Note = {};
  const warnings = new Set<string>();
  let failure: Refusal | undefined;
  let cut = false;
  /** Asked where there is work left to do: an abort cuts it short. */
  const aborted = (): boolean => (cut ||= job.signal?.aborted ?? false);

  const passive = (x: Row): Promise<Scored> =>
    new Promise((resolve, reject) =>
      job.ask({ x, losses: [], criterion, forward: () => true, resolve: ([scored]) => resolve(scored!), reject }),
    );

  const margin = ({ logits }: Scored): number => marginOf(logits, criterion);
  const meets = ({ class: chosen }: Scored): boolean =>
    criterion.target === undefined ? chosen !== criterion.label : chosen === criterion.target;
  const clean = await passive(input);
  const skipped = criterion.target === undefined ? meets(clean) : clean.fooled;
  const rounding: Rounding = { scale: magnitude(clean.logits), size: magnitude(input) };

  const reason = (success: boolean): Partial<Refusal> => {
    if (skipped) return { reason: 'misclassified before the attack', code: 'attack/skipped' };
    if (cut) return { reason: ABORTED, code: 'attack/aborted' };
    const said = noted.reason === undefined ? undefined : { reason: noted.reason };
    return (success ? said : (failure ?? said ?? keeper.refused() ?? (unsure.best() ? UNSURE : undefined))) ?? {};
  };
  const proof = (found: Confirmed): Exactness =>
    exactness({ bound: keeper.best()?.distance ?? 0, ...noted }, { ...found, norm, margin: margin(clean) });
  const record = (budget: number | null, found: Confirmed | null): AttackRecord => ({
    id: task.id,
    attack: job.name,
    norm,
    budget,
    label: criterion.label,
    ...(criterion.target === undefined ? {} : { target: criterion.target }),
    success: found !== null,
    skipped,
    distance: found?.distance ?? Infinity,
    class: (found?.scored ?? clean).class,
    margin: margin(found?.scored ?? clean),
    ...(found ? { noise: found.noise } : {}),
    ...counts,
    ...(flat > 0 ? { zeroGradients: flat } : {}),
    ...(found && noted.exact !== undefined ? proof(found) : {}),
    ...reason(found !== null),
    ...(found?.by === undefined ? {} : { by: found.by }),
    ...(warnings.size > 0 ? { warnings: [...warnings] } : {}),
    ...(found ? { candidate: found.x } : {}),
  });

  if (skipped)
    return budgets.map((budget) =>
      record(budget, { x: input, distance: 0, logits: clean.logits, scored: clean, noise: 0 }),
    );

  const spare: Row[] = [];
  const run = async (budget: number): Promise<void> => {
    let over = false;
    let idle: string | undefined = IDLE;
    const ask = <T>(x: Row, losses: readonly Loss[], pick: (answers: readonly Answer[]) => T, out?: Row): Promise<T> =>
      new Promise((resolve, reject) => {
        if (over || aborted()) return reject(FINISHED);
        if (x.length !== input.length) {
          return reject(
            new FragilityError(
              {
                given: `a point of ${x.length} values was asked about`,
                expected: `${input.length}`,
                remedy: 'ask about one input',
              },
              { where: `attack/${job.name}`, code: 'attack/shape', kind: 'failure' },
            ),
          );
        }
        const copy = rounded(x, budget, spare.pop());
        job.ask({
          x: copy,
          losses,
          out,
          criterion,
          rounding,
          forward: (scored) => {
            counts.forwards++;
            if (idle !== undefined) idle = same(scored.logits, clean.logits) ? CONSTANT : undefined;
            const kept = scored.fooled && keeper.offer(copy, scored.logits, budget, noted.by);
            if (!scored.fooled && meets(scored)) unsure.offer(copy, scored.logits, budget, noted.by);
            if (kept && goal === 'fixed-budget' && job.stopOnSuccess) {
              over = true;
              reject(FINISHED);
              return false;
            }
            return true;
          },
          resolve: (answers) => {
            counts.backwards += losses.length;
            for (const each of answers) if ('gradient' in each && isZero(each.gradient)) flat++;
            if (keeper.best()?.x !== copy && unsure.best()?.x !== copy) spare.push(copy);
            resolve(pick(answers));
          },
          reject,
        });
      });
    const example = {
      input: input.slice(),
      shape: model.inputShape,
      classes: model.classes,
      criterion,
      budget,
      random: task.random.fork('attack'),
      space,
      best: keeper.best,
      note: (note: Note) => {
        noted = { ...noted, ...note };
        if (note.warning !== undefined) warnings.add(note.warning);
      },
      decide: (x: Row) => ask(x, [], only),
      logits: (x: Row) => ask(x, [], only),
      gradient: (x: Row, loss: Loss, out?: Row) => ask(x, [loss], only, out),
      gradients: (x: Row, losses: readonly Loss[]) => ask(x, losses, (answers) => answers.slice(0, losses.length)),
      ...(isDense(model) ? { layers: model.layers } : {}),
    } as Example;
    try {
      const returned = await job.attacker(example);
      if (returned) await ask(returned, [], only);
      if (idle !== undefined) noted = { reason: idle, ...noted };
    } catch (error) {
      if (error instanceof Finished) return;
      if (isFragilityError(error) && error.code === 'attack/nan') failure = { reason: error.message, code: error.code };
      else throw error;
    }
  };

  const check = async (best: Best | null, budget: number): Promise<Confirmed | null> => {
    if (!best) return null;
    const found = await confirm(best, {
      criterion,
      space: measured,
      budget,
      input,
      precision: model.precision,
      rounding,
      doubts: job.doubts,
      passive,
      seen: (x) => clamped(x, budget),
      counted: () => counts.forwards++,
      randomised: () => warnings.add(RANDOMISED),
    });
    if ('scored' in found) return found;
    failure = found;
    return null;
  };
  const confirmed = async (budget: number): Promise<Confirmed | null> => {
    const found = await check(keeper.best(), budget);
    const nearer = unsure.best();
    const worth =
      goal === 'smallest'
        ? (found?.distance ?? Infinity) * (1 - 2 * smallestStep(model.precision))
        : found
          ? 0
          : Infinity;
    if (!nearer || !(nearer.distance < worth)) return found;
    const moved = await check(nearer, Math.min(budget, worth));
    return moved ?? found;
  };

  if (goal === 'smallest') {
    if (!aborted()) await run(budgets.at(-1) ?? Infinity);
    const found = await confirmed(budgets.at(-1) ?? Infinity);
    return budgets.map((budget) => record(budget, found && found.distance <= (budget ?? Infinity) ? found : null));
  }

  const records: AttackRecord[] = [];
  let found: Awaited<ReturnType<typeof confirmed>> = null;
  for (const budget of budgets as readonly number[]) {
    if (!found && budget > 0 && !aborted()) {
      keeper.reset();
      noted = {};
      unsure.reset();
      failure = undefined;
      await run(budget);
      found = await confirmed(budget);
    }
    records.push(record(budget, found));
  }
  return records;
}

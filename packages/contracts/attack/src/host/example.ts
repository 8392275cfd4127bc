import { isDense, type Classifier } from '@fragility/model';
import {
  FragilityError,
  isZero,
  margin as marginOf,
  type Criterion,
  type Loss,
  type Norm,
  type Random,
  type Row,
} from '@fragility/numerics';
import type { Attacker, Example, Goal, Note, Scored } from '../attack.js';
import { createSpace } from '../geometry/create.js';
import { clampRow, roundBounds, roundRow } from '../geometry/rounding.js';
import { ABORTED, type AttackRecord } from '../record.js';
import { createKeeper, type Best } from './candidate.js';
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
  readonly stopOnSuccess: boolean;
  readonly signal?: AbortSignal | undefined;
  ask(question: Question): void;
}

/** The best point, and what a fresh forward pass says of it. */
interface Confirmed extends Best {
  readonly scored: Scored;
}

/** Reasons that the host gives where an attack that failed gives none. */
const IDLE = 'the attack asked about no point';
const CONSTANT = 'every point asked about has the same logits as the input';

const only = ([answer]: readonly Answer[]): Answer => answer!;

const same = (a: Row, b: Row): boolean => a.every((value, k) => value === b[k]);

/** Rejects the pending questions of an example that has nothing left to find. */
class Finished extends Error {}
const FINISHED = new Finished();

/** Attacks one example at each of its budgets in turn and answers with one record per budget. */
export async function attackExample(job: Job, task: Task): Promise<AttackRecord[]> {
  const { model, norm, goal } = job;
  const { criterion, budgets } = task;
  const input = clampRow(roundRow(task.input, model.precision), roundBounds(model.bounds, model.precision));
  const space = createSpace(input, norm, model.bounds, model.precision);
  const keeper = createKeeper(space);
  const counts = { forwards: 0, backwards: 0 };
  let flat = 0;
  let noted: Note = {};
  const warnings = new Set<string>();
  let failure: string | undefined;
  let cut = false;
  /** Asked where there is work left to do: an abort cuts it short. */
  const aborted = (): boolean => (cut ||= job.signal?.aborted ?? false);

  const passive = (x: Row): Promise<Scored> =>
    new Promise((resolve, reject) =>
      job.ask({ x, losses: [], criterion, forward: () => true, resolve: ([scored]) => resolve(scored!), reject }),
    );

  const margin = ({ logits }: Scored): number => marginOf(logits, criterion);
  const clean = await passive(input);
  const skipped = criterion.target === undefined ? clean.class !== criterion.label : clean.fooled;

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
    ...counts,
    ...(flat > 0 ? { zeroGradients: flat } : {}),
    ...(found && noted.exact !== undefined ? { exact: noted.exact } : {}),
    ...(reason(found !== null) === undefined ? {} : { reason: reason(found !== null)! }),
    ...(found?.by === undefined ? {} : { by: found.by }),
    ...(warnings.size > 0 ? { warnings: [...warnings] } : {}),
    ...(found ? { candidate: found.x } : {}),
  });
  const reason = (success: boolean): string | undefined =>
    skipped
      ? 'misclassified before the attack'
      : cut
        ? ABORTED
        : success
          ? noted.reason
          : (failure ?? noted.reason ?? keeper.refused());

  if (skipped) return budgets.map((budget) => record(budget, { x: input, distance: 0, scored: clean }));

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
              `a point of ${x.length} values was asked about, expected ${input.length}; ask about one input`,
              {
                where: `attack/${job.name}`,
                code: 'attack/shape',
              },
            ),
          );
        }
        const copy = roundRow(x, model.precision, spare.pop());
        job.ask({
          x: copy,
          losses,
          out,
          criterion,
          forward: (scored) => {
            counts.forwards++;
            if (idle !== undefined) idle = same(scored.logits, clean.logits) ? CONSTANT : undefined;
            const kept = scored.fooled && keeper.offer(copy, budget, noted.by);
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
            if (keeper.best()?.x !== copy) spare.push(copy);
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
      if (error instanceof FragilityError && error.code === 'attack/nan') failure = error.message;
      else throw error;
    }
  };

  const confirmed = async (): Promise<Confirmed | null> => {
    const best = keeper.best();
    if (!best) return null;
    const scored = await passive(best.x);
    if (!scored.fooled) failure = 'a fresh forward pass of the point found is not fooled: is the model randomised?';
    return scored.fooled ? { ...best, scored } : null;
  };

  if (goal === 'smallest') {
    if (!aborted()) await run(budgets.at(-1) ?? Infinity);
    const found = await confirmed();
    return budgets.map((budget) => record(budget, found && found.distance <= (budget ?? Infinity) ? found : null));
  }

  const records: AttackRecord[] = [];
  let found: Awaited<ReturnType<typeof confirmed>> = null;
  for (const budget of budgets as readonly number[]) {
    if (!found && budget > 0 && !aborted()) {
      keeper.reset();
      noted = {};
      failure = undefined;
      await run(budget);
      found = await confirmed();
    }
    records.push(record(budget, found));
  }
  return records;
}

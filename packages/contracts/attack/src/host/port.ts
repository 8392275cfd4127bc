import { isFragilityError, isNumeric, kindOf, type FragilityError, type Loss, type Row } from '@fragility/numerics';
import { isDense } from '@fragility/model';
import type { Example, QueriesOf } from '../attack.js';
import { allowed } from './access.js';
import type { ModelInput } from './model/model-input.js';
import type { Rounding } from './noise/noise-check.js';
import { Finished, FINISHED } from './finished.js';
import { failure } from './failure.js';
import type { Job, Task } from './job.js';
import { isOfExample, refusalOf } from './records/reasons.js';
import type { QueryResult } from './query-batches.js';
import type { Recorder } from './records/recorder.js';
import { nextTurn } from './next-turn.js';

/** What an attack on one example within one budget works with. */
export interface PortOptions {
  readonly job: Job;
  readonly task: Task;
  readonly modelInput: ModelInput;
  readonly rounding: Rounding;
  readonly recorder: Recorder;
  readonly budget: number;
  /** Rows that are no longer needed. */
  readonly spare: Row[];
  aborted(): boolean;
  /** When its time ends, by the clock of `performance`; Infinity for never. */
  readonly end: number;
}

/** Longest time that a timer takes. */
const MOST_MS = 2 ** 31 - 1;

/** Calls once a time has come, however early a timer wakes; never for Infinity. */
function atTime(end: number, call: () => void): { clear(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (): void => {
    const left = end - performance.now();
    if (left <= 0) call();
    else timer = setTimeout(wait, Math.min(Math.ceil(left), MOST_MS));
  };
  if (end < Infinity) wait();
  return { clear: () => clearTimeout(timer) };
}

const first = ([result]: readonly QueryResult[]): QueryResult => result!;

/**
 * Runs the attack on one example within one budget, and resolves when it has ended and every query in flight is accounted for.
 *
 * It ends when the attack returns, throws, is fooled for good or aborted. A single query in flight then rejects, so that the attack unwinds; of
 * several none settles, as an attack may be waiting for any of them, and it is left where it is. So is whatever asks after the end, and an aborted
 * attack that waits for something other than a query.
 */
export async function runAttack(options: PortOptions): Promise<void> {
  const { job, task, modelInput, rounding, recorder, budget, spare, aborted, end: deadline } = options;
  const { attacker, signal, atAbort } = job;
  const { found, withinNoise } = recorder;
  let [pending, stopped, closed] = [0, false, false];
  let emptied = (): void => undefined;
  let leave: (cause: unknown) => void = () => undefined;
  const left = new Promise<never>((_, reject) => {
    leave = (cause) => {
      closed = true;
      reject(cause);
    };
  });
  left.catch(() => undefined);

  const done = (): void => {
    if (--pending > 0) return;
    emptied();
    if (signal?.aborted) leaveIdle();
  };
  /** Leaves an aborted attack unless it asks at once: a query would end it. */
  const leaveIdle = (): void =>
    void nextTurn().then(() => {
      if (!closed && pending === 0 && aborted()) leave(FINISHED);
    });
  /** Ends the attack at a query that gets no result. */
  const end = (reject: (reason: unknown) => void, cause: unknown): void => {
    if (closed) return;
    if (pending === 0 && !stopped) reject(cause);
    else leave(cause);
    stopped ||= cause === FINISHED;
  };
  const misfit = (x: unknown, what: string): FragilityError | undefined => {
    const length = isNumeric(x) || Array.isArray(x) ? x.length : undefined;
    if (length === modelInput.input.length) return undefined;
    const values = length === undefined ? kindOf(x) : `${length} values`;
    return failure(
      'attack/shape',
      {
        given: `${what} of ${values} was given`,
        expected: `${modelInput.input.length} numbers`,
        remedy: 'ask about one input',
      },
      { where: `attack/${job.name}` },
    );
  };

  const run = <T>(
    x: Row,
    losses: readonly Loss[],
    pick: (results: readonly QueryResult[]) => T,
    out?: Row,
  ): Promise<T> => {
    const result = new Promise<T>((resolve, reject) => {
      if (closed) return;
      if (stopped || aborted()) return end(reject, FINISHED);
      const wrong = misfit(x, 'a point') ?? (out && misfit(out, 'a row for the gradient'));
      if (wrong) return end(reject, wrong);
      pending++;
      const copy = modelInput.rounded(x, budget, spare.pop());
      job.submit({
        x: copy,
        losses,
        out,
        criterion: task.criterion,
        rounding,
        scoredAt: (scored) => {
          const best = recorder.forward(copy, scored, budget);
          if (!best || job.goal !== 'fixed-budget' || !job.stopOnSuccess) return true;
          done();
          end(reject, FINISHED);
          return false;
        },
        resolve: (results) => {
          recorder.backward(results);
          if (found.best()?.x !== copy && withinNoise.best()?.x !== copy) spare.push(copy);
          if (!closed) resolve(pick(results));
          done();
        },
        reject: (cause) => {
          done();
          end(reject, cause);
        },
      });
    });
    result.catch(() => undefined);
    return result;
  };

  const queries: QueriesOf['dense'] = {
    decide: (x) => run(x, [], ([result]) => ({ class: result!.class, fooled: result!.fooled })),
    logits: (x) => run(x, [], first),
    gradient: (x, loss, out) => run(x, [loss], first, out) as ReturnType<QueriesOf['gradient']['gradient']>,
    gradients: (x, losses) =>
      run(x, losses, (results) => results.slice(0, losses.length)) as ReturnType<QueriesOf['gradient']['gradients']>,
    layers: isDense(job.model) ? job.model.layers : [],
  };
  const example = {
    id: task.id,
    position: task.position,
    input: modelInput.input.slice(),
    shape: [...job.model.inputShape],
    classes: job.model.classes,
    criterion: task.criterion,
    budget,
    random: task.random.fork('attack'),
    space: modelInput.space,
    best: found.shown,
    note: recorder.note,
    model: job.shown,
    ...allowed(job.access, queries),
  } as Example;

  const timer = atTime(deadline, () => {
    if (closed || !aborted()) return;
    leave(FINISHED);
  });
  atAbort.add(leaveIdle);
  let completed = false;
  try {
    const returned = await Promise.race([(async () => attacker(example))(), left]);
    if (returned !== undefined && returned !== null) await Promise.race([queries.decide(returned), left]);
    completed = true;
  } catch (error) {
    if (error instanceof Finished) return;
    if (!isFragilityError(error) || !isOfExample(error.code)) throw error;
    recorder.fail(refusalOf(error));
  } finally {
    timer.clear();
    atAbort.delete(leaveIdle);
    closed = true;
    if (pending > 0) await new Promise<void>((resolve) => (emptied = resolve));
    if (completed) recorder.complete();
  }
}

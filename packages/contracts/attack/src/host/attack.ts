import type { Examples } from '@fragility/dataset';
import { checked as checkedModel, confined, type Classifier } from '@fragility/model';
import { isFragilityError, type FragilityError } from '@fragility/numerics';
import { describeThrown, parseParams } from '@fragility/plugin';
import type { AnyAttack } from '../attack.js';
import type { AttackOptions } from '../options.js';
import type { AttackRecord } from '../record.js';
import { accessOf, readable } from './access.js';
import { createNoiseCheck } from './noise/noise-check.js';
import { attackExample } from './example.js';
import { failure } from './failure.js';
import type { Job } from './job.js';
import { fitting, isFinal } from './records/known.js';
import { queryRunner, type PendingQuery } from './query-batches.js';
import { checkJob, tasksOf } from './tasks.js';
import { nextTurn } from './next-turn.js';

/** Examples attacked at the same time: enough to fill a batch, few enough to keep memory flat, and fewer of large inputs. */
const WINDOW = { least: 4, most: 128, values: 2 ** 20 };

const windowOf = ({ inputShape }: Classifier): number => {
  const fitting = Math.floor(WINDOW.values / inputShape.reduce((a, b) => a * b, 1));
  return Math.max(WINDOW.least, Math.min(WINDOW.most, fitting));
};

/**
 * Attacks every example and yields its records in the order of the data, one per budget.
 *
 * Examples run as coroutines, `window` of them at a time; their queries are run in one batch. Inputs already misclassified
 * are skipped, an example that cannot be measured (NaN in it or in its logits, a label of no class, a model that throws for it) leaves failed
 * records and no others fail with it, the best point within norm, budget and bounds is kept, a fooled example of a fixed-budget attack is stopped,
 * and every kept point is confirmed by a fresh forward pass, with a margin beyond the model's rounding noise. Results do not depend on batch composition: an example attacked
 * alone gives the same record, so that an interrupted run goes on with `known` where it was. On abort the examples in flight return
 * what they have found.
 *
 * @throws FragilityError `attack/norm`, `attack/criterion`, `attack/access`, `attack/budget`, `attack/bounds`, `plugin/params` before any
 *   work; `attack/input` for a value outside of the bounds, `attack/target`, `attack/shape`, `attack/known` for an example of the data;
 *   `attack/failed` when the attack throws or rejects, with whatever; `model/answer` when logits or gradients are of another shape or length than they must be.
 * @example
 * for await (const record of attack(model, pgd, examples, { norm: 'linf', budgets: [0.1] })) console.log(record.id, record.success);
 */
export async function* attack(
  model: Classifier,
  definition: AnyAttack,
  data: Examples | AsyncIterable<Examples>,
  options: AttackOptions,
): AsyncGenerator<AttackRecord, void, undefined> {
  checkJob(model, definition, options);
  const attacker = definition.create(parseParams(`attack/${definition.name}`, definition.params, options.params), {
    folder: options.folder ?? '.',
  });
  const { signal, window = windowOf(model) } = options;

  const checked = confined(checkedModel(model));
  const noiseCheck = createNoiseCheck(checked);
  const runQueries = queryRunner(checked, noiseCheck);
  let queue: PendingQuery[] = [];
  let wake = (): void => undefined;
  const job: Job = {
    name: definition.name,
    norm: options.norm,
    goal: definition.goal,
    access: accessOf(definition, model),
    shown: definition.reads && readable(model),
    attacker,
    model: checked,
    noiseCheck: noiseCheck,
    stopOnSuccess: options.stopOnSuccess ?? true,
    timeLimit: options.timeLimit,
    signal,
    atAbort: new Set(),
    submit: (query) => {
      queue.push(query);
      wake();
    },
  };

  const tasks = tasksOf(model, definition, data, options);
  const finished = new Map<number, readonly AttackRecord[]>();
  const news: (readonly AttackRecord[])[] = [];
  let drawn = 0;
  let emitted = 0;
  let count = 0;
  let live = 0;
  let exhausted = false;
  let failure: { readonly cause: unknown } | undefined;

  const finish = (records: readonly AttackRecord[], index: number): void => {
    finished.set(index, records);
    news.push(records);
  };
  const start = (run: Promise<readonly AttackRecord[]>, index: number): void => {
    live++;
    run
      .then(
        (records) => finish(records, index),
        (cause: unknown) => {
          failure ??= { cause };
        },
      )
      .finally(() => {
        live--;
        wake();
      });
  };

  const abort = (): void => job.atAbort.forEach((call) => call());
  signal?.addEventListener('abort', abort);

  const tellNews = (): void => {
    for (const records of news.splice(0)) options.progress?.(++count, records);
  };

  try {
    while (true) {
      while (!exhausted && live < window && !finished.has(emitted) && !signal?.aborted && !failure) {
        const next = await tasks.next();
        if (next.done) {
          exhausted = true;
          break;
        }
        const known = options.known?.(next.value.id);
        if (known && isFinal(known)) finish(fitting(known, job, next.value), drawn++);
        else start(attackExample(job, next.value), drawn++);
      }
      tellNews();
      const before = emitted;
      for (let ready = finished.get(emitted); ready; ready = finished.get(++emitted)) {
        finished.delete(emitted);
        yield* ready;
      }
      if (failure) throw wrapped(definition.name, failure.cause);
      if (emitted > before && !exhausted && !signal?.aborted) continue;
      if (live === 0 && (exhausted || signal?.aborted)) return tellNews();
      await nextTurn();
      const queries = queue;
      queue = [];
      if (queries.length > 0) await runQueries(queries);
      else if (live > 0) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    await tasks.return(undefined);
  }
}

function wrapped(name: string, cause: unknown): FragilityError {
  if (isFragilityError(cause)) return cause;
  const { message, ...where } = describeThrown(cause);
  const said = { given: `the attack threw: ${message}`, remedy: 'correct the attack' };
  return failure('attack/failed', said, { where: `attack/${name}`, ...where, cause });
}

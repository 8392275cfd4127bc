import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { FragilityError } from '@fragility/plugin';
import { Tinypool } from 'tinypool';
import type { Executor, TrialObserver, TrialWork } from '../../ports/executor.js';
import type { TrialEnd } from '../../store/result.js';
import type { Unit } from '../../work/units.js';
import { inlineExecutor } from '../inline.js';
import { schedule, type Shared } from './schedule.js';
import { tell, type Task, type ThreadMessage } from './task.js';

/** The compiled worker, also where this file is run from its source. */
const WORKER = fileURLToPath(new URL('../../../dist/execute/threads/worker.js', import.meta.url));

/** A thread that closes its port is done already, or never will. */
const MS_TO_ANSWER = 1000;

/** Has a unit done in a thread of the pool. */
async function runIn(
  pool: Tinypool,
  task: Omit<Task, 'port'>,
  signal: AbortSignal | undefined,
  observer: TrialObserver,
): Promise<TrialEnd | undefined> {
  const { port1: here, port2: port } = new MessageChannel();
  const stop = (): void => here.postMessage('stop');
  const ended = new AbortController();
  let ending: ReturnType<typeof setTimeout> | undefined;
  here.on('message', (told: ThreadMessage) => tell(observer, told));
  here.once('close', () => (ending = setTimeout(() => ended.abort(), MS_TO_ANSWER)));
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const options = { transferList: [port], signal: ended.signal };
    return (await pool.run({ ...task, port } satisfies Task, options)) as TrialEnd | undefined;
  } catch (cause) {
    if (!ended.signal.aborted) throw cause;
    throw new FragilityError(
      { given: 'the thread of the trial has ended', remedy: 'look for a plugin that ends the process' },
      { where: 'runner/threads', code: 'runner/exit', kind: 'failure', cause },
    );
  } finally {
    clearTimeout(ending);
    signal?.removeEventListener('abort', stop);
    here.close();
  }
}

/** A model that is trained for several trials, or may be open once only. */
function sharedBy({ trial }: Unit, work: TrialWork): Shared | undefined {
  const { definition, plugin } = trial.chosen;
  if (definition.alone) return { name: `${plugin.source}/${definition.name}`, made: false };
  return definition.weights ? { name: work.keys(trial).model, made: true } : undefined;
}

async function* runAll(units: readonly Unit[], work: TrialWork, parts: string, jobs: number): AsyncGenerator<TrialEnd> {
  const { signal, remote } = work;
  const threads = Math.max(1, Math.floor(availableParallelism() / jobs));
  const pool = new Tinypool({ filename: WORKER, minThreads: jobs, maxThreads: jobs, isolateWorkers: false });
  const run = async (unit: Unit): Promise<TrialEnd | undefined> => {
    const { trial, does } = unit;
    if (work.hasFailed(trial)) return undefined;
    return work.follow(unit, (observer) => {
      const task = { run: { ...remote, parts }, threads, trial: trial.id, does, keys: work.keys(trial) };
      return runIn(pool, task, signal, observer);
    });
  };
  try {
    yield* schedule(units, run, {
      jobs,
      signal,
      shared: (unit) => sharedBy(unit, work),
      name: ({ id }) => id,
      after: ({ after }) => after,
    });
  } finally {
    await pool.destroy();
  }
}

/**
 * Does units in threads, some at a time; the threads of the runtime are divided among them. Results are those of one thread, to the bit.
 *
 * Parts that are not kept in a folder, and a single unit, stay in this thread.
 *
 * @param jobs how many at a time
 * @example typeof threadsExecutor(4).execute; // 'function'
 */
export const threadsExecutor = (jobs: number): Executor => ({
  places: jobs,
  execute: (units, work) => {
    const { parts } = work.remote;
    const most = Math.min(jobs, units.length);
    return parts === undefined || most < 2 ? inlineExecutor.execute(units, work) : runAll(units, work, parts, most);
  },
});

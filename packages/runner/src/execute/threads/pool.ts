import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { FragilityError } from '@fragility/plugin';
import { Tinypool } from 'tinypool';
import type { TrialObserver } from '../../ports/executor.js';
import type { TrialEnd } from '../../store/result.js';
import type { SentUnit } from './sent.js';
import { tell, type Task, type ThreadMessage, type Unfit } from './task.js';

/** The compiled worker, also where this file is run from its source. */
const WORKER = fileURLToPath(new URL('../../../dist/execute/threads/worker.js', import.meta.url));

/** A thread that closes its port is done already, or never will. */
const MS_TO_ANSWER = 1000;

/** Threads that do units. */
export interface UnitPool {
  /** Does a unit in one of the threads. @throws FragilityError `runner/exit` where the thread has ended, `runner/other` where it cannot be done here. */
  run(unit: SentUnit, observer: TrialObserver, signal?: AbortSignal): Promise<TrialEnd | undefined>;
  close(): Promise<void>;
}

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
    const end = (await pool.run({ ...task, port } satisfies Task, options)) as TrialEnd | Unfit | undefined;
    if (end?.status !== 'unfit') return end;
    throw new FragilityError(
      { given: end.message, remedy: 'give this machine the files and plugins of the run' },
      { where: 'runner/threads', code: 'runner/other', kind: 'input' },
    );
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

/**
 * Threads that do units, some at a time; the threads of the runtime are divided among them.
 *
 * @param jobs how many there are
 * @example await unitPool(2).close();
 */
export function unitPool(jobs: number): UnitPool {
  const threads = Math.max(1, Math.floor(availableParallelism() / jobs));
  const pool = new Tinypool({ filename: WORKER, minThreads: jobs, maxThreads: jobs, isolateWorkers: false });
  return {
    run: (unit, observer, signal) => runIn(pool, { ...unit, threads }, signal, observer),
    close: () => pool.destroy(),
  };
}

import { threadId } from 'node:worker_threads';
import { planSource, type Plan } from '../../plan/plan.js';
import type { TrialObserver } from '../../ports/executor.js';
import { filesOf } from '../../store/folder.js';
import type { TrialEnd } from '../../store/result.js';
import { sharedDatasets } from '../../trial/data/datasets.js';
import { systemClock } from '../clock.js';
import { performUnit } from '../perform.js';
import type { Task, ThreadMessage } from './task.js';

/** The plan that this thread has made; all its tasks are of one run. */
let planned: Promise<Plan> | undefined;

const plan = ({ run: { file, folder, written }, threads }: Task): Promise<Plan> =>
  planSource({ file, value: { threads, ...(written as object) }, locate: () => file }, folder);

/** Does a unit in a thread of its own. What it tells and how it is stopped goes through the port of the task. */
export default async function runTask(task: Task): Promise<TrialEnd | undefined> {
  const { run, trial: id, does, keys, port } = task;
  const controller = new AbortController();
  port.once('message', () => controller.abort());
  const send = (told: ThreadMessage): void => port.postMessage(told);
  const observer: TrialObserver = {
    warn: (...of) => send({ kind: 'warn', of }),
    resumed: (...of) => send({ kind: 'resumed', of }),
    progress: (...of) => send({ kind: 'progress', of }),
    failed: () => undefined,
  };
  try {
    const own = await (planned ??= plan(task));
    const trial = own.trials.find((one) => one.id === id);
    if (!trial) throw new Error(`trial ${id} is not in the plan of ${run.file}: a plugin was changed during the run`);
    const { signal } = controller;
    const datasets = sharedDatasets(
      own,
      { emit: (event) => event.kind === 'warning' && observer.warn(event.message) },
      signal,
    );
    const writer = `${run.writer}-${threadId}`;
    const parts = { ...filesOf(run.parts), open: async () => async () => undefined };
    return await performUnit(
      { plan: own, parts, writer, datasets, clock: systemClock, signal },
      { trial, does },
      keys,
      observer,
    );
  } finally {
    port.close();
  }
}

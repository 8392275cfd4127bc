import { threadId } from 'node:worker_threads';
import { planSource, type Plan } from '../../plan/plan.js';
import type { TrialObserver } from '../../ports/executor.js';
import { partsAt } from '../../store/folder.js';
import type { TrialEnd } from '../../store/result.js';
import { sharedDatasets } from '../../trial/data/datasets.js';
import { systemClock } from '../clock.js';
import { performUnit } from '../perform.js';
import type { Task, ThreadMessage } from './task.js';

/** The last plan that this thread has made, and of what: its tasks are of one run, or of one after another. */
let planned: { readonly of: string; readonly plan: Promise<Plan> } | undefined;

function plan({ run: { file, folder, written }, threads }: Task): Promise<Plan> {
  const value = { threads, ...(written as object) };
  const of = JSON.stringify([file, folder, value]);
  if (planned?.of !== of) planned = { of, plan: planSource({ file, value, locate: () => file }, folder) };
  return planned.plan;
}

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
    const own = await plan(task);
    const trial = own.trials.find((one) => one.id === id);
    if (!trial) throw new Error(`trial ${id} is not in the plan of ${run.file}: a plugin was changed during the run`);
    const { signal } = controller;
    const datasets = sharedDatasets(
      own,
      { emit: (event) => event.kind === 'warning' && observer.warn(event.message) },
      signal,
    );
    const writer = `${run.writer}-${threadId}`;
    return await performUnit(
      { plan: own, parts: partsAt(run.parts), writer, datasets, clock: systemClock, signal },
      { trial, does },
      keys,
      observer,
    );
  } finally {
    port.close();
  }
}

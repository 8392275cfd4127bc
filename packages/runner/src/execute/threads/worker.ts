import { threadId } from 'node:worker_threads';
import { resultIdentity } from '@fragility/engine/runtime';
import type { PartKeys } from '../../plan/keys.js';
import { planKeys } from '../../plan/plan-keys.js';
import { planSource, type Plan, type Trial } from '../../plan/plan.js';
import type { TrialObserver } from '../../ports/executor.js';
import { partsAt } from '../../store/folder.js';
import type { TrialEnd } from '../../store/result.js';
import { sharedDatasets } from '../../trial/data/datasets.js';
import { systemClock } from '../clock.js';
import { performUnit } from '../perform.js';
import { installedRuntimes } from '../runtimes.js';
import { sparing, type Task, type ThreadMessage, type Unfit } from './task.js';

/** The last plan that this thread has made, and of what: its tasks are of one run, or of one after another. */
let planned: { readonly of: string; readonly plan: Promise<Plan>; keys?: Promise<Map<string, PartKeys>> } | undefined;

function plan({ run: { file, folder, written }, threads }: Task): Promise<Plan> {
  const value = { threads, ...(written as object) };
  const of = JSON.stringify([file, folder, value]);
  if (planned?.of !== of) planned = { of, plan: planSource({ file, value, locate: () => file }, folder) };
  return planned.plan;
}

/** The keys of the plan, by the files that are here. */
async function keysHere(plan: Plan): Promise<Map<string, PartKeys>> {
  const { engine, threads } = plan.experiment;
  return planKeys(plan, resultIdentity(await installedRuntimes.identify(engine, threads)));
}

/** The trial of a task. @throws Error where it cannot be done here. */
async function trialOf(task: Task): Promise<{ plan: Plan; trial: Trial }> {
  const own = await plan(task);
  const trial = own.trials.find(({ id }) => id === task.trial);
  if (!trial)
    throw new Error(`trial ${task.trial} is not in the plan of ${task.run.file}: a plugin was changed during the run`);
  const keys = task.checked ? await (planned!.keys ??= keysHere(own)) : undefined;
  if (keys && keys.get(trial.id)?.trial !== task.keys.trial)
    throw new Error(`the data, models, plugins or engine of ${task.run.file} are others here than where it is run`);
  return { plan: own, trial };
}

/** Does a unit in a thread of its own. What it tells and how it is stopped goes through the port of the task. */
export default async function runTask(task: Task): Promise<TrialEnd | Unfit | undefined> {
  const { run, does, keys, port } = task;
  const controller = new AbortController();
  port.once('message', () => controller.abort());
  const send = (told: ThreadMessage): void => port.postMessage(told);
  const observer: TrialObserver = {
    warn: (...of) => send({ kind: 'warn', of }),
    resumed: (...of) => send({ kind: 'resumed', of }),
    progress: sparing((...of) => send({ kind: 'progress', of })),
    failed: () => undefined,
  };
  try {
    let found: Awaited<ReturnType<typeof trialOf>>;
    try {
      found = await trialOf(task);
    } catch (error) {
      if (!task.checked) throw error;
      return { status: 'unfit', message: error instanceof Error ? error.message : String(error) };
    }
    const { plan: own, trial } = found;
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

import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { FragilityError } from '@fragility/plugin';
import { makeFolder, writeAtomically } from '@fragility/report';
import { identity } from '../../plan/identity.js';
import type { Trial } from '../../plan/plan.js';
import { defineExecutor } from '../../ports/executor-definition.js';
import type { Executor, TrialWork } from '../../ports/executor.js';
import type { TrialEnd } from '../../store/result.js';
import { wholeOf, type Unit } from '../../work/units.js';
import { slurm, type Slurm } from './commands.js';
import { slurmParams, type SlurmParams } from './params.js';
import { arrayScript, arraysOf, collectScript, tasksFor, type ScriptOf } from './script.js';

/** What a task runs, also where this file is run from its source. */
const MAIN = fileURLToPath(new URL('../../../dist/execute/slurm/main.js', import.meta.url));

/** What tasks are told of the run, as a file. */
export interface JobFile {
  readonly file: string;
  readonly folder: string;
  readonly written: unknown;
  readonly results: string;
  readonly parts: string;
  readonly cpus: number;
  /** What its tasks are called in the queue. */
  readonly name: string;
}

/** A submission of work. */
interface Job extends ScriptOf {
  readonly folder: string;
}

async function jobOf({ remote }: TrialWork, trials: readonly Trial[], { cpus }: SlurmParams): Promise<Job> {
  const { file, folder, written, results, parts } = remote;
  if (results === undefined || parts === undefined)
    throw new FragilityError(
      { given: 'results that are not in a folder', expected: 'one that all nodes see', remedy: 'give one with --out' },
      { where: 'runner/slurm', code: 'slurm/folder', kind: 'input' },
    );
  const id = identity([results, parts, trials.map((trial) => trial.id)]);
  const own = join(results, 'slurm', id);
  await makeFolder(own);
  const name = `fragility-${id}`;
  const job: JobFile = { file, folder, written, results, parts, cpus, name };
  await writeAtomically(join(own, 'job.json'), JSON.stringify(job));
  return { folder: own, name, logs: own, command: [process.execPath, MAIN, join(own, 'job.json')] };
}

async function submit(job: Job, tasks: number, params: SlurmParams, queue: Slurm): Promise<string[]> {
  const ids: string[] = [];
  for (const array of arraysOf(tasks, await queue.mostTasks())) {
    const script = join(job.folder, `tasks-${array.offset}.sh`);
    const command = [...job.command, 'shard'];
    await writeAtomically(script, arrayScript({ ...job, command }, array, tasks, params));
    ids.push(await queue.submit(script));
  }
  return ids;
}

async function submitCollection(job: Job, ids: readonly string[], params: SlurmParams, queue: Slurm): Promise<string> {
  const script = join(job.folder, 'collect.sh');
  const own = { ...job, name: `${job.name}-collect`, command: [...job.command, 'collect'] };
  await writeAtomically(script, collectScript(own, ids, params));
  return queue.submit(script);
}

const shown = (states: ReadonlyMap<string, number>): string =>
  [...states].map(([state, count]) => `${count} ${state.toLowerCase()}`).join(', ');

/** Ends of trials that are in the store since it was last looked into. */
async function* ended(waiting: Set<Trial>, work: TrialWork): AsyncGenerator<TrialEnd> {
  for await (const [trial, found] of work.ended([...waiting])) {
    waiting.delete(trial);
    const end = await work.follow(wholeOf(trial), async () => found);
    if (end) yield end;
  }
}

/** Looks at the queue until none of the tasks is in it, and tells of what comes into the store. */
async function* untilDone(
  waiting: Set<Trial>,
  work: TrialWork,
  { name }: Job,
  { poll }: SlurmParams,
  queue: Slurm,
): AsyncGenerator<TrialEnd> {
  let told = '';
  for (let seconds = 1; !work.signal?.aborted; seconds = Math.min(1.5 * seconds, poll)) {
    const states = await queue.states(name);
    yield* ended(waiting, work);
    if (states.size === 0) return;
    if (told !== shown(states)) work.tell(`tasks of ${name}: ${shown(states)}`);
    told = shown(states);
    await wait(1000 * seconds, undefined, work.signal ? { signal: work.signal } : {}).catch(() => undefined);
  }
}

const lost = ({ logs }: Job): FragilityError =>
  new FragilityError(
    { given: 'the tasks have ended without a result', remedy: `see their logs in ${logs}` },
    { where: 'runner/slurm', code: 'slurm/lost', kind: 'failure' },
  );

async function* runAll(
  units: readonly Unit[],
  work: TrialWork,
  params: SlurmParams,
  queue: Slurm,
): AsyncGenerator<TrialEnd> {
  const trials = [...new Set(units.map(({ trial }) => trial))];
  if (trials.length === 0) return;
  const job = await jobOf(work, trials, params);
  const waiting = new Set(trials);
  const tasks = tasksFor(await work.weight(trials), params);
  let running = (await queue.states(job.name)).size > 0;
  if (running) work.tell(`tasks of ${job.name} are in the queue already`);
  if (running && !params.wait) return;
  for (let attempt = 0; attempt < params.attempts && waiting.size > 0 && !work.signal?.aborted; attempt++) {
    if (!running) {
      const ids = await submit(job, tasks, params, queue);
      work.tell(`${tasks} tasks submitted: ${ids.join(', ')} (${job.name}), logs in ${job.logs}`);
      if (!params.wait) {
        work.tell(`results are collected by job ${await submitCollection(job, ids, params, queue)}`);
        return;
      }
    }
    running = false;
    const before = waiting.size;
    yield* untilDone(waiting, work, job, params, queue);
    if (waiting.size < before) attempt = -1;
  }
  if (work.signal?.aborted)
    return work.tell(`tasks go on: run again to follow them, or end them with scancel --name=${job.name}`);
  for (const trial of waiting) {
    const end = await work.follow(wholeOf(trial), () => Promise.reject(lost(job)));
    if (end) yield end;
  }
}

/** Has an array of jobs do the work over a folder that all nodes see. */
export const slurmExecutor = (params: SlurmParams, queue: Slurm = slurm): Executor => ({
  execute: (units, work) => runAll(units, work, params, queue),
});

/** The executor `slurm`. */
export const slurmDefinition = defineExecutor({
  name: 'slurm',
  summary: 'An array of jobs of SLURM, over a folder that all nodes see',
  params: slurmParams,
  create: (params) => slurmExecutor(params),
});

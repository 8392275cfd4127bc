import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { planSource } from '../../plan/plan.js';
import { collectPlan, runShard } from '../../run-plan.js';
import { partsAt } from '../../store/folder.js';
import type { RunEvent } from '../events.js';
import { inlineExecutor } from '../inline.js';
import { threadsExecutor } from '../threads/threads.js';
import { slurm } from './commands.js';
import type { JobFile } from './slurm.js';

/** A task that is stopped so often has a time limit that is too short for a single example. */
const MOST_RESTARTS = 100;

const MS_TO_BE_ENDED = 60_000;

const say = (text: string): void => void process.stdout.write(`${new Date().toISOString()} ${text}\n`);

function onEvent(event: RunEvent): void {
  if (event.kind === 'trial-done') say(`done: ${event.trial.model}, seed ${event.trial.seed}`);
  if (event.kind === 'trial-failed')
    say(`failed: ${event.trial.model}, seed ${event.trial.seed}: ${event.error.message}`);
  if (event.kind === 'warning') say(`warning: ${event.message}`);
}

/** Queues this job once more: a task that SLURM stopped at its time limit, or the collection where tasks are in the queue again. */
async function requeue(environment: NodeJS.ProcessEnv): Promise<void> {
  const { SLURM_ARRAY_JOB_ID: array, SLURM_ARRAY_TASK_ID: task } = environment;
  const { SLURM_JOB_ID: own, SLURM_RESTART_COUNT: restarts = '0' } = environment;
  const id = array !== undefined && task !== undefined ? `${array}_${task}` : own;
  if (id === undefined || Number(restarts) >= MOST_RESTARTS) return;
  const ends = new Promise((resolve) => process.once('SIGTERM', resolve));
  await promisify(execFile)('scontrol', ['requeue', id], { timeout: 60_000 });
  // SLURM ends this process then; one that ends by itself at the same time may be taken for finished.
  await Promise.race([ends, wait(MS_TO_BE_ENDED)]);
}

/** What one task of an array does: `main.js JOB shard I N`, or `main.js JOB collect`. */
const [job = '', what, index, of] = process.argv.slice(2);
const controller = new AbortController();
let limited = false;
for (const name of ['SIGUSR1', 'SIGTERM', 'SIGINT'] as const)
  process.once(name, () => {
    say(`${name}: what is finished is kept`);
    limited ||= name === 'SIGUSR1';
    controller.abort();
  });
const { file, folder, written, results, parts, cpus, name } = JSON.parse(await readFile(job, 'utf8')) as JobFile;
const plan = await planSource({ file, value: written, locate: () => file }, folder);
const bind = { parts: partsAt(parts), executor: cpus > 1 ? threadsExecutor(cpus) : inlineExecutor };
const options = { out: results, bind, onEvent, signal: controller.signal };
if (what === 'collect') {
  const { missing, failed, report } = await collectPlan(plan, options);
  say(`${missing.length} trials missing, ${failed.length} failed; report: ${report}`);
  process.exitCode = missing.length > 0 ? 3 : failed.length > 0 ? 1 : 0;
  if (missing.length > 0 && (await slurm.states(name)).size > 0) {
    say('tasks are in the queue again: this job collects once more');
    await requeue(process.env);
  }
} else {
  const { status, units, reused, failed } = await runShard(plan, { index: Number(index), of: Number(of) }, options);
  say(`shard ${index}/${of}: ${units} units, ${reused} done before, ${failed.length} trials failed; ${status}`);
  if (status === 'aborted' && limited) await requeue(process.env);
  process.exitCode = status === 'aborted' ? 3 : 0;
}

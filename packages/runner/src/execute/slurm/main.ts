import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { planSource } from '../../plan/plan.js';
import { collectPlan, runShard } from '../../run-plan.js';
import { partsAt } from '../../store/folder.js';
import type { RunEvent } from '../events.js';
import { inlineExecutor } from '../inline.js';
import { threadsExecutor } from '../threads/threads.js';
import type { JobFile } from './slurm.js';

/** A task that is stopped so often has a time limit that is too short for a single example. */
const MOST_RESTARTS = 100;

const say = (text: string): void => void process.stdout.write(`${new Date().toISOString()} ${text}\n`);

function onEvent(event: RunEvent): void {
  if (event.kind === 'trial-done') say(`done: ${event.trial.model}, seed ${event.trial.seed}`);
  if (event.kind === 'trial-failed')
    say(`failed: ${event.trial.model}, seed ${event.trial.seed}: ${event.error.message}`);
  if (event.kind === 'warning') say(`warning: ${event.message}`);
}

/** Queues this task once more, where SLURM stopped it at its time limit. */
async function requeue(environment: NodeJS.ProcessEnv): Promise<void> {
  const { SLURM_ARRAY_JOB_ID: job, SLURM_ARRAY_TASK_ID: task, SLURM_RESTART_COUNT: restarts = '0' } = environment;
  if (job === undefined || task === undefined || Number(restarts) >= MOST_RESTARTS) return;
  await promisify(execFile)('scontrol', ['requeue', `${job}_${task}`], { timeout: 60_000 });
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
const { file, folder, written, results, parts, cpus } = JSON.parse(await readFile(job, 'utf8')) as JobFile;
const plan = await planSource({ file, value: written, locate: () => file }, folder);
const bind = { parts: partsAt(parts), executor: cpus > 1 ? threadsExecutor(cpus) : inlineExecutor };
const options = { out: results, bind, onEvent, signal: controller.signal };
if (what === 'collect') {
  const { missing, failed, report } = await collectPlan(plan, options);
  say(`${missing.length} trials missing, ${failed.length} failed; report: ${report}`);
  process.exitCode = missing.length > 0 ? 3 : failed.length > 0 ? 1 : 0;
} else {
  const { status, units, reused, failed } = await runShard(plan, { index: Number(index), of: Number(of) }, options);
  say(`shard ${index}/${of}: ${units} units, ${reused} done before, ${failed.length} trials failed; ${status}`);
  if (status === 'aborted' && limited) await requeue(process.env);
  process.exitCode = status === 'aborted' ? 3 : 0;
}

/**
 * Runs one experiment in this process, on a SLURM cluster of one node and with workers of a Redis queue, which it starts and stops, and disturbs:
 * tasks and workers are killed, a task is queued again, the node is drained, a worker joins late, a trial fails. Tables must be those of the run in
 * this process, to the byte. What cannot be installed or started on this machine is left out, and said. Build first: npm run build. Usage: node tools/clusters/check.mjs
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { programsOf } from '../debian.mjs';
import { experiment, fragility, tables } from './experiment.mjs';
import { sh, until } from './processes.mjs';
import { startRedis } from './redis.mjs';
import { startSlurm } from './slurm.mjs';

const PROGRAMS = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'redis-server'];
const SECONDS = 150;

const { home, config, remove } = experiment();
const begun = performance.now();
const say = (text) => console.log(`${((performance.now() - begun) / 1000).toFixed(0).padStart(4)} s  ${text}`);

/** Waits for a run, which one trial fails. */
async function finished(run, what) {
  const code = await Promise.race([run.ended, wait(1000 * SECONDS, 'no end', { ref: false })]);
  assert.equal(code, 1, `${what} ended with ${code}:\n${run.text}`);
  assert.match(run.text, /1 of 3 trials failed/, run.text);
}

/** Runs with arrays of SLURM, and does something meanwhile. */
async function onSlurm(name, cluster, options, meanwhile) {
  const out = join(home, name);
  const set = Object.entries({ poll: 1, ...options }).flatMap(([key, value]) => ['--set', `executor.${key}=${value}`]);
  const run = fragility(['run', config, '--out', out, '--executor', 'slurm', ...set], { env: cluster.env });
  const asked = (line) => sh(line, { env: cluster.env }).stdout.trim();
  try {
    await meanwhile?.(asked, out);
    await finished(run, name);
  } finally {
    await run.stop();
  }
  return out;
}

/** The tasks that run: their ids, such as 4_1. */
const running = (asked) => asked('squeue -h -r -t RUNNING -o %i').split('\n').filter(Boolean);

/** Kills a task, queues another again, and drains the node for some seconds. */
async function disturb(asked, cluster) {
  await until(() => running(asked).length > 1, 'a second task', 60);
  await wait(1500);
  const [first, second] = running(asked);
  if (first) {
    const id = asked(`scontrol show job ${first} | grep -o 'JobId=[0-9]*' | head -1 | cut -d= -f2`);
    const pids = asked(`scontrol listpids ${id} | awk 'NR > 1 && $1 > 0 { print $1 }'`).split('\n').filter(Boolean);
    for (const pid of pids) sh(`kill -9 ${pid}`);
    say(`killed task ${first} (${pids.length} processes)`);
  }
  if (second) say(`queued ${second} again: ${asked(`scontrol requeue ${second}; echo $?`)}`);
  asked(`scontrol update nodename=${cluster.host} state=drain reason=check`);
  say(`drained: ${asked('sinfo -h -o %T')}`);
  await wait(3000);
  asked(`scontrol update nodename=${cluster.host} state=resume`);
  say(`resumed: ${asked('sinfo -h -o %T')}`);
  // SLURM itself lets two minutes pass before a task that was queued again.
  const isLate = () => asked('squeue -h -r -o "%i %r"').includes(`${second} BeginTime`);
  if (second) await until(isLate, `${second} in the queue`).catch(() => undefined);
  asked(`scontrol update jobid=${second} starttime=now`);
}

/** Leaves a run to the cluster; a task is told that its time is up, queues itself again, and a job of the cluster collects. */
async function unattended(cluster) {
  const asked = (line) => sh(line, { env: cluster.env }).stdout.trim();
  const out = join(home, 'unattended');
  const set = ['tasks=2', 'wait=false'].flatMap((one) => ['--set', `executor.${one}`]);
  const run = fragility(['run', config, '--out', out, '--executor', 'slurm', ...set], { env: cluster.env });
  const code = await Promise.race([run.ended, wait(60_000, 'no end', { ref: false })]);
  assert.equal(code, 3, `a run that does not wait ended with ${code}:\n${run.text}`);
  assert.match(run.text, /results are collected by job \d+/, run.text);
  await until(() => running(asked).length > 0 && existsSync(join(out, 'store/evaluations')), 'a task at work', 60);
  const [task] = running(asked);
  asked(`scancel --batch --signal=USR1 ${task}`);
  const isAgain = () =>
    /PENDING|CONFIGURING/.test(asked(`squeue -h -r -j ${task.split('_')[0]} -o '%i %T' | grep '^${task} '`));
  await until(isAgain, `${task} in the queue again`, 30);
  say(`told ${task} that its time is up: it is in the queue again`);
  const isOver = () => {
    const waiting = asked('squeue -h -t PENDING -o %i').split('\n').filter(Boolean);
    for (const id of waiting) asked(`scontrol update jobid=${id} starttime=now`);
    return asked('squeue -h -o %i') === '';
  };
  await until(isOver, 'the end of all jobs', SECONDS);
  return out;
}

/** Runs with three workers: one is killed, one joins late, one gets and sends everything through the queue. */
async function onRedis(server) {
  const out = join(home, 'bullmq');
  const worker = (...more) => fragility(['worker', '--redis', server.url, '--jobs', '1', '--lock', '2', ...more]);
  const workers = [worker(), worker('--through-queue')];
  const set = ['--set', `executor.redis=${server.url}`, '--set', 'executor.workers=3'];
  const run = fragility(['run', config, '--out', out, '--executor', 'bullmq', ...set]);
  try {
    await until(() => workers[0].text.includes('model') || workers[0].text.includes('examples'), 'work', 90);
    await wait(300);
    workers[0].kill('SIGKILL');
    say('killed a worker in the middle of its work');
    workers.push(worker());
    await finished(run, 'bullmq');
    assert.match(workers[2].text, /examples|done/, `the late worker did nothing:\n${workers[2].text}`);
    assert.match(workers[1].text, /examples|done/, `the worker without the folder did nothing:\n${workers[1].text}`);
  } catch (error) {
    console.error(workers.map(({ text }) => text).join('\n--\n'));
    throw error;
  } finally {
    for (const one of [run, ...workers]) await one.stop();
  }
  return out;
}

/** An array of tasks, and another one that is disturbed. */
async function checkSlurm(cluster, same) {
  same(await onSlurm('array', cluster, { tasks: 2 }), 'an array of SLURM');
  const disturbed = await onSlurm('disturbed', cluster, { tasks: 5 }, (asked) => disturb(asked, cluster));
  same(disturbed, 'arrays with a task killed, one queued again, the node drained');
  same(await unattended(cluster), 'an array that nobody waits for, with a task whose time was up');
}

/** Starts a server; undefined, and said, where this machine does not let it start. */
async function startedOr(start, name) {
  try {
    return await start();
  } catch (error) {
    say(`left out: ${name} does not start on this machine (${error instanceof Error ? error.message : error})`);
    return undefined;
  }
}

try {
  programsOf(PROGRAMS, 'slurm-wlm munge redis-server');
  const inline = join(home, 'inline');
  await finished(fragility(['run', config, '--out', inline, '--jobs', '1']), 'inline');
  say('inline');
  const expected = tables(inline);
  const same = (out, what) => {
    assert.deepEqual(tables(out), expected, `the tables of ${what} differ`);
    say(`${what}: the tables of the run in one process`);
  };

  const cluster = await startedOr(() => startSlurm({ maxArraySize: 3 }), 'SLURM');
  try {
    if (cluster) await checkSlurm(cluster, same);
  } finally {
    await cluster?.stop();
  }

  const server = await startedOr(startRedis, 'Redis');
  try {
    if (server) same(await onRedis(server), 'three workers, one killed, one late, one without the folder');
  } finally {
    await server?.stop();
  }
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  remove();
}

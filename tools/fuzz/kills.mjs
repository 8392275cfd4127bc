/**
 * Kills processes at random instants until their work has come to its end, and compares the tables they leave with those of a run that nobody
 * disturbs: runs with one thread and with two, shards, and workers of a Redis queue with the run that waits for them, where there is a redis-server.
 * Build first: npm run build. Usage: node tools/fuzz/kills.mjs [KILLS] [SEED]
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { random } from '@fragility/numerics';
import { fragility, tables } from '../clusters/experiment.mjs';
import { sh } from '../clusters/processes.mjs';
import { startRedis } from '../clusters/redis.mjs';
import { root } from '../setup.mjs';

const [kills = 200, seed = 1] = process.argv.slice(2).map(Number);

/** Trained and interpolating models, a slow attack and a quick one, an analysis: seconds of work. */
const CONFIG = `name: kills
seed: 3
threads: 1
plugins: ['@fragility/dataset-gaussian', '@fragility/model-relu-mlp', '@fragility/model-linear', '@fragility/attacks-gradient', '@fragility/attacks-closed-form']
dataset: { use: gaussian-points, dimension: 24 }
models:
  relu: { use: relu-mlp, hidden: [32], fit: { method: adam, steps: 200 } }
  linear: { use: linear }
attacks:
  pgd: { use: pgd, norm: l2, budgets: [0.1, 0.3], steps: 30 }
  qr: { use: qr, norm: l2 }
sweep: { seed: { repeat: 2 } }
`;

const home = mkdtempSync(join(root, '.kills-'));
process.once('exit', () => rmSync(home, { recursive: true, force: true, maxRetries: 9, retryDelay: 200 }));
const file = join(home, 'kills.yaml');
writeFileSync(file, CONFIG);

const stream = random(seed).fork('kills');
/** Kills by the way in which the work is done, and in each folder; it is let be after some of them. */
const killed = {};
const killedIn = new Map();
const MOST_IN_FOLDER = 12;
let [killedAll, processes, damaged] = [0, 0, 0];

const isLetBe = (out) => killedAll >= kills || (killedIn.get(out) ?? 0) >= MOST_IN_FOLDER;

function count(way, out) {
  killedAll++;
  killed[way] = (killed[way] ?? 0) + 1;
  killedIn.set(out, (killedIn.get(out) ?? 0) + 1);
}

/** Waits until a process has said something: what it does before is nothing to disturb. */
async function spoken(child) {
  while (child.text === '') if ((await Promise.race([child.ended, wait(10)])) !== undefined) return;
}

/** Runs the command; kills it some time after it has said something, if it is not let be. @returns its code, or the signal that ended it, and what it said */
async function disturbed(way, out, args, until) {
  const child = fragility(args);
  processes++;
  const isLast = isLetBe(out);
  await spoken(child);
  await Promise.race([child.ended, ...(isLast ? [] : [wait(until, undefined, { ref: false })])]);
  if (!isLast) child.kill('SIGKILL');
  const code = await child.ended;
  if (/set aside|not kept/.test(child.text)) damaged++;
  if (code === 'SIGKILL') count(way, out);
  return { code, said: child.text };
}

/** Runs the command until nobody kills it any more. */
async function untilDone(way, out, args, lasts) {
  let end;
  do end = await disturbed(way, out, args, stream.uniform() * lasts * 1.1);
  while (end.code === 'SIGKILL');
  return end;
}

const into = (out) => ['run', file, '--out', out, '--no-figures'];

async function shards(way, out, lasts) {
  const shard = (k) => untilDone(way, out, [...into(out), '--shard', `${k}/2`, '--jobs', '1'], lasts / 2);
  const ends = await Promise.all([shard(0), shard(1)]);
  return ends.find(({ code }) => code !== 0) ?? untilDone(way, out, ['collect', file, '--out', out], lasts / 2);
}

/** Workers of a queue, begun anew whenever one is killed, until the run that waits for them has come to its end. */
const queue = (url) => async (way, out, lasts) => {
  let isOver = false;
  async function work() {
    while (!isOver) {
      const child = fragility(['worker', '--redis', url, '--jobs', '1', '--lock', '1']);
      processes++;
      const isLast = isLetBe(out);
      const life = stream.uniform() * lasts * 2;
      await spoken(child);
      for (let lived = 0; !isOver && (isLast || lived < life); lived += 100) await wait(100);
      child.kill('SIGKILL');
      if ((await child.ended) === 'SIGKILL' && !isOver) count(way, out);
    }
  }
  const set = [`executor.redis=${url}`, 'executor.workers=2'].flatMap((one) => ['--set', one]);
  const run = untilDone(way, out, [...into(out), '--executor', 'bullmq', ...set], 4 * lasts).finally(
    () => (isOver = true),
  );
  const [end] = await Promise.all([run, work()]);
  return end;
};

const whole = join(home, 'whole');
const undisturbed = fragility([...into(whole), '--jobs', '1']);
await spoken(undisturbed);
const begun = performance.now();
if ((await undisturbed.ended) !== 0) throw new Error(`the undisturbed run failed:\n${undisturbed.text}`);
const lasts = performance.now() - begun;
const expected = JSON.stringify(tables(whole));

const redis = sh('command -v redis-server').status === 0 ? await startRedis() : undefined;
if (!redis) console.log('left out: workers of a queue, as there is no redis-server');
const oneThread = ['one thread', (way, out) => untilDone(way, out, [...into(out), '--jobs', '1'], lasts)];
const ways = [
  oneThread,
  ['shards', (way, out) => shards(way, out, lasts)],
  oneThread,
  ...(redis ? [['a queue', (way, out) => queue(redis.url)(way, out, lasts)]] : []),
  oneThread,
  ['two threads', (way, out) => untilDone(way, out, [...into(out), '--jobs', '2'], lasts)],
];

let [folders, wrong] = [0, 0];
/** Takes one folder after another until there are no kills left. */
async function lane() {
  while (killedAll < kills) {
    const k = folders++;
    const [way, work] = ways[k % ways.length];
    const out = join(home, `run-${k}`);
    const { code, said } = await work(way, out);
    if (code !== 0 || JSON.stringify(tables(out)) !== expected) {
      wrong++;
      cpSync(out, join(tmpdir(), `fragility-kills-${seed}-${k}`), { recursive: true });
      console.error(`folder ${k} (${way}) differs (code ${code}); kept in ${tmpdir()}:\n${said}`);
    }
    rmSync(out, { recursive: true, force: true, maxRetries: 9, retryDelay: 200 });
  }
}
await Promise.all([lane(), lane()]);
await redis?.stop();
const by = Object.entries(killed).map(([way, count]) => `${count} with ${way}`);
console.log(`${killedAll} kills (${by.join(', ')}) of ${processes} processes in ${folders} folders:`);
console.log(`${wrong} folders with other tables, ${damaged} processes that warned of damage`);
process.exitCode = wrong > 0 ? 1 : 0;

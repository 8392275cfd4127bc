/**
 * Kills runs at random instants until they have come to their end, and compares the tables they leave with those of a run that nobody disturbs.
 * Build first: npm run build. Usage: node tools/fuzz/kills.mjs [KILLS] [SEED]
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { random } from '@fragility/numerics';

const [kills = 200, seed = 1] = process.argv.slice(2).map(Number);
const BIN = fileURLToPath(new URL('../../apps/cli/dist/bin.js', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Trained and interpolating models, a slow attack and a quick one, an analysis: seconds of work. */
const CONFIG = `name: kills
seed: 3
threads: 1
plugins: ['@fragility/dataset-gaussian', '@fragility/model-relu-mlp', '@fragility/model-linear', '@fragility/attacks-gradient', '@fragility/attacks-closed-form']
dataset: { use: gaussian-points, dimension: 24 }
models:
  relu: { use: relu-mlp, hidden: [32], fit: { method: adam, steps: 400 } }
  linear: { use: linear }
attacks:
  pgd: { use: pgd, norm: l2, budgets: [0.1, 0.3, 1], steps: 60 }
  qr: { use: qr, norm: l2 }
sweep: { seed: { repeat: 3 } }
`;

const home = mkdtempSync(join(root, '.kills-'));
process.once('exit', () => rmSync(home, { recursive: true, force: true }));
const file = join(home, 'kills.yaml');
writeFileSync(file, CONFIG);

/** Runs into a folder; kills it after some milliseconds, if there are any. @returns whether it was killed, its code and what it said */
function run(out, jobs, after) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [BIN, 'run', file, '--out', out, '--jobs', String(jobs)], { cwd: root });
    let said = '';
    child.stdout.on('data', (text) => (said += text));
    child.stderr.on('data', (text) => (said += text));
    const timer = after === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), after);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      resolve({ killed: signal === 'SIGKILL', code, said });
    });
  });
}

const tables = (out) =>
  readdirSync(join(out, 'tables'))
    .sort()
    .map((name) => [name, readFileSync(join(out, 'tables', name), 'utf8')]);

const whole = join(home, 'whole');
const begun = performance.now();
const { code, said } = await run(whole, 1);
if (code !== 0) throw new Error(`the undisturbed run ended with ${code}:\n${said}`);
const lasts = performance.now() - begun;
const expected = JSON.stringify(tables(whole));

const stream = random(seed).fork('kills');
let [killed, runs, wrong, warned] = [0, 0, 0, 0];
for (let k = 0; killed < kills; k++) {
  const out = join(home, `run-${k}`);
  mkdirSync(out);
  const jobs = 1 + (k % 2);
  let ended;
  do {
    // Towards the end nothing is left to kill: the last run of a folder is let be.
    const after = killed < kills ? stream.uniform() * lasts * 1.1 : undefined;
    ended = await run(out, jobs, after);
    runs++;
    if (ended.killed) killed++;
    if (/set aside|not kept/.test(ended.said)) warned++;
  } while (ended.killed);
  if (ended.code !== 0 || JSON.stringify(tables(out)) !== expected) {
    wrong++;
    cpSync(out, join(tmpdir(), `fragility-kills-${seed}-${k}`), { recursive: true });
    console.error(`folder ${k} differs (code ${ended.code}); kept in ${tmpdir()}:\n${ended.said}`);
  }
  rmSync(out, { recursive: true });
}
console.log(
  `${killed} kills in ${runs} runs: ${wrong} folders with other tables, ${warned} runs that warned of damage`,
);
process.exitCode = wrong > 0 ? 1 : 0;

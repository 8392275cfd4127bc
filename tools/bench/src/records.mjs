/**
 * Memory and time of a run with many records: two clouds of points in the plane, a linear model, fgsm and pgd at ten budgets, five seeds. What a
 * run keeps in memory must not grow with its records.
 *
 * Build first: npm run build. Usage: node tools/bench/src/records.mjs [RECORDS=100000 [MEGABYTES=600]]; MEGABYTES is the heap that the run may take.
 */
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { npyHeader } from '@fragility/dataset/files';

const [records = '100000', megabytes = '600'] = process.argv.slice(2);
const BUDGETS = Array.from({ length: 10 }, (_, k) => (k + 1) / 10);
const ATTACKS = { fgsm: { use: 'fgsm' }, pgd: { use: 'pgd', steps: 2 } };
const SEEDS = 5;
const count = Math.round(Number(records) / (BUDGETS.length * SEEDS * Object.keys(ATTACKS).length));

const folder = mkdtempSync(join(tmpdir(), 'records-'));
const out = join(folder, 'out');
symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));

/** Points (±1, 0) with noise in ±1: a golden-ratio sequence, the same whatever their number. */
function writePoints(name, n) {
  const inputs = Float64Array.from({ length: 2 * n }, (_, k) => {
    const noise = 2 * ((k * 0.6180339887498949) % 1) - 1;
    return k % 2 === 0 ? noise + ((k / 2) % 2 === 0 ? -1 : 1) : noise;
  });
  const labels = Float64Array.from({ length: n }, (_, k) => k % 2);
  for (const [kind, values, shape] of [
    ['x', inputs, [n, 2]],
    ['y', labels, [n]],
  ])
    writeFileSync(
      join(folder, `${name}-${kind}.npy`),
      Buffer.concat([npyHeader(shape, 'float64'), Buffer.from(values.buffer)]),
    );
}
writePoints('train', 200);
writePoints('test', count);

const attacks = Object.entries(ATTACKS).map(
  ([name, chosen]) => `  ${name}: ${JSON.stringify({ ...chosen, norm: 'linf', budgets: BUDGETS })}`,
);
writeFileSync(
  join(folder, 'records.yaml'),
  `name: records
plugins: ['@fragility/dataset-npy', '@fragility/model-linear', '@fragility/attacks-gradient', '@fragility/analyses-robustness']
dataset: { use: npy, train: { inputs: train-x.npy, labels: train-y.npy }, test: { inputs: test-x.npy, labels: test-y.npy }, bounds: none }
models: { linear: { use: linear, bias: true, fit: { method: adam, learningRate: 0.05, steps: 100 } } }
evaluate: { split: test }
attacks:
${attacks.join('\n')}
analyses: [{ use: robustness }]
sweep: { seed: { repeat: ${SEEDS} } }
`,
);

/** What the system says that a process holds and has held at most, in megabytes. */
function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024;
}

const started = performance.now();
const child = spawn(
  process.execPath,
  [
    ...[`--max-old-space-size=${megabytes}`, 'apps/cli/bin/fragility.js', 'run', join(folder, 'records.yaml')],
    ...['--out', out, '--jobs', '1', ...process.argv.slice(4)],
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);
let peak = 0;
const timer = setInterval(() => {
  try {
    peak = memoryOf(child.pid);
  } catch {
    clearInterval(timer);
  }
}, 100);
const code = await new Promise((resolve) => child.once('exit', (status, signal) => resolve(signal ?? status)));
clearInterval(timer);
const seconds = (performance.now() - started) / 1000;
const size = (path) => (statSync(join(out, path), { throwIfNoEntry: false })?.size ?? 0) / 2 ** 20;
console.log(
  `${Number(records).toExponential(0)} records of ${count} examples: exit ${code}, ${seconds.toFixed(1)} s, at most ${peak.toFixed(0)} MB of memory; ` +
    `attacks.csv ${size('tables/attacks.csv').toFixed(0)} MB, attacks.parquet ${size('tables/attacks.parquet').toFixed(0)} MB`,
);
if (!process.env.KEEP) rmSync(folder, { recursive: true, force: true });
else console.log(folder);

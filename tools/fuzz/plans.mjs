/**
 * Planning 100 000 trials, in a process of its own for each kind of sweep: seconds from the file to the plan, those of the processor beside them, and peak
 * memory.
 * Build first: npm run build. Usage: node tools/fuzz/plans.mjs
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { planExperiment } from '@fragility/runner';

const list = (count, from = 1) => JSON.stringify(Array.from({ length: count }, (_, k) => from + k));

const SWEEPS = {
  'seeds alone': '{ seed: { repeat: 100000 } }',
  'a product of five lists': `{ dataset.dimension: ${list(10, 8)}, models.trained.fit.steps: ${list(10)}, evaluate.limit: ${list(10)}, attacks.pgd.steps: ${list(10)}, seed: { repeat: 10 } }`,
  'two long lists and seeds': `{ dataset.dimension: ${list(1000, 8)}, evaluate.limit: ${list(10)}, seed: { repeat: 10 } }`,
  'one list as long as may be': `{ dataset.dimension: ${list(12500, 8)}, seed: { repeat: 8 } }`,
  'zipped lists': `{ zip: { dataset.dimension: ${list(5000, 8)}, models.trained.fit.steps: ${list(5000)} }, seed: { repeat: 20 } }`,
};

const config = (sweep) => `name: large
plugins: ['@fragility/dataset-gaussian', '@fragility/model-linear', '@fragility/attacks-gradient', '@fragility/analyses-compression']
dataset: { use: gaussian-points, dimension: 16 }
models:
  trained: { use: linear, fit: { method: adam, steps: 100 } }
attacks:
  pgd: { use: pgd, norm: l2, budgets: [0.1, 0.2, 0.5] }
  fgsm: { use: fgsm, norm: linf, budgets: 8/255 }
analyses: [{ use: compression-law }]
sweep: ${sweep}
`;

const [, script, file] = process.argv;
if (file) {
  const started = performance.now();
  const { trials } = await planExperiment(file);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage();
  console.log(
    `${trials.length} trials, ${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of the processor, start included), ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  );
} else {
  const folder = fileURLToPath(new URL(`../../out/plans-${process.pid}`, import.meta.url));
  mkdirSync(folder, { recursive: true });
  try {
    for (const [name, sweep] of Object.entries(SWEEPS)) {
      const path = join(folder, 'large.yaml');
      writeFileSync(path, config(sweep));
      const { stdout, stderr } = spawnSync(process.execPath, [script, path], { encoding: 'utf8' });
      console.log(`${name}: ${stdout.trim() || stderr.trim()}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

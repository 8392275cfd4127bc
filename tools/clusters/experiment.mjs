import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup.mjs';
import { started } from './processes.mjs';

/** The command. */
export const BIN = join(root, 'apps/cli/dist/bin.js');

/** A model that is trained once and one that is solved for, whose examples are divided, a small one, and one that fails. */
const CONFIG = `name: clusters
seed: 3
threads: 1
plugins: ['./poison.mjs', '@fragility/dataset-gaussian', '@fragility/model-relu-mlp', '@fragility/model-linear', '@fragility/attacks-gradient', '@fragility/attacks-closed-form', '@fragility/analyses-compression']
dataset: { use: gaussian-points, dimension: 64 }
models:
  relu: { use: relu-mlp, hidden: [32], fit: { method: adam, steps: 400 } }
  linear: { use: linear }
  poison: { use: poison }
attacks:
  pgd: { use: pgd, norm: l2, budgets: [0.1, 0.3, 1], steps: 500 }
  qr: { use: qr, norm: l2 }
analyses: [{ use: compression-prediction, pairs: 50 }]
`;

const POISON = `const params = { '~standard': { version: 1, vendor: 'own', validate: (value) => ({ value }) } };
const build = async () => { throw new Error('poison'); };
export default { api: 1, provides: [{ kind: 'model', name: 'poison', summary: 'Fails', params, build }] };
`;

/** An experiment in a folder of its own, below the root, so that it finds the packages. */
export function experiment() {
  const home = mkdtempSync(join(root, '.clusters-'));
  const config = join(home, 'clusters.yaml');
  writeFileSync(config, CONFIG);
  writeFileSync(join(home, 'poison.mjs'), POISON);
  return { home, config, remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 9, retryDelay: 200 }) };
}

/** Runs the command in the background. */
export const fragility = (args, options) => started(process.execPath, [BIN, ...args], { cwd: root, ...options });

/** All tables of a results folder, by name. */
export const tables = (out) =>
  Object.fromEntries(
    readdirSync(join(out, 'tables'))
      .sort()
      .map((name) => [name, readFileSync(join(out, 'tables', name), 'utf8')]),
  );

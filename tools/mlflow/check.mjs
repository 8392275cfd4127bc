// Exports a run to a real server of MLflow, and reads back what that has: npm run mlflow -- PYTHON, where PYTHON has mlflow installed.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const python = process.argv[2];
if (!python) throw new Error('name a python that has mlflow: npm run mlflow -- PYTHON');
const root = fileURLToPath(new URL('../..', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'fragility-mlflow-'));
const results = join(home, 'results');
const url = 'http://127.0.0.1:5057';

const fragility = (...args) =>
  execFileSync(process.execPath, [join(root, 'apps/cli/bin/fragility.js'), ...args], { cwd: root, encoding: 'utf8' });
const ask = async (path, body) => {
  const init = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await globalThis.fetch(`${url}/api/2.0/mlflow/${path}`, init);
  if (!response.ok) throw new Error(`${path} answers ${response.status}: ${await response.text()}`);
  return response.json();
};
const expect = (is, what) => {
  if (!is) throw new Error(`expected ${what}`);
};

const server = spawn(
  join(dirname(python), 'mlflow'),
  [
    'server',
    '--host',
    '127.0.0.1',
    '--port',
    '5057',
    '--backend-store-uri',
    `sqlite:///${home}/mlflow.db`,
    '--artifacts-destination',
    join(home, 'files'),
  ],
  { cwd: home, stdio: 'ignore', detached: true },
);
try {
  fragility('run', 'examples/experiments/function.yaml', '--out', results);
  for (let tries = 0; ; tries++) {
    const up = await globalThis.fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) break;
    expect(tries < 240, 'the server to start within two minutes');
    await wait(500);
  }
  console.log(fragility('export', results, '--mlflow', url).trim());
  console.log(fragility('export', results, '--mlflow', url).trim());

  const manifest = JSON.parse(readFileSync(join(results, 'manifest.json'), 'utf8'));
  const metrics = JSON.parse(readFileSync(join(results, 'metrics.json'), 'utf8'));
  const { experiments } = await ask('experiments/search', { filter: `name = '${manifest.name}'`, max_results: 2 });
  expect(experiments.length === 1, 'one experiment');
  const { runs } = await ask('runs/search', { experiment_ids: [experiments[0].experiment_id], max_results: 10 });
  expect(runs.length === 1, `one run, not ${runs.length}`);
  const [{ info, data }] = runs;
  expect(info.status === 'FINISHED', `FINISHED, not ${info.status}`);
  const there = new Map(data.metrics.map(({ key, value }) => [key, value]));
  for (const [key, value] of Object.entries(metrics))
    expect(there.get(key) === value, `${key} = ${value}, not ${there.get(key)}`);
  const page = await globalThis.fetch(`${url}/get-artifact?path=report.html&run_uuid=${info.run_id}`);
  expect((await page.text()) === readFileSync(join(results, 'report.html'), 'utf8'), 'the report');
  console.log(`${there.size} metrics, ${data.params.length} parameters and the report are there, once`);
} finally {
  process.kill(-server.pid, 'SIGTERM');
  await wait(1000);
  rmSync(home, { recursive: true, force: true });
}

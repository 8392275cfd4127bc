import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Io } from '../../terminal/io.js';
import { exportedFrom, type Exported } from './folder.js';
import { mlflowAt, type Mlflow } from './mlflow.js';

export interface ExportFlags {
  readonly mlflow: string;
}

/** How much MLflow takes at a time, and how long a value may be. */
const MOST = { metrics: 1000, params: 100, value: 6000, key: 250 };

/** Files that go with the numbers. */
const FILES = ['report.html', 'metrics.json', 'manifest.json', 'config.resolved.yaml'];

/** A name with the letters that MLflow allows. */
const allowed = (name: string): string => name.replaceAll(/[^\w .:/-]/g, '_').slice(0, MOST.key);

async function experimentId(server: Mlflow, name: string): Promise<string> {
  type Found = { readonly experiments?: readonly { readonly experiment_id: string }[] };
  const filter = `name = '${name.replaceAll("'", "''")}'`;
  const { experiments } = await server.call<Found>('POST', 'experiments/search', { filter, max_results: 1 });
  if (experiments?.[0]) return experiments[0].experiment_id;
  return (await server.call<{ experiment_id: string }>('POST', 'experiments/create', { name })).experiment_id;
}

interface Run {
  readonly run_id: string;
  readonly artifact_uri: string;
}

/** The run that was made of the same results before, if there is one. */
async function runBefore(server: Mlflow, id: string, { tags }: Exported): Promise<Run | undefined> {
  const filter = `tags."fragility.started" = '${tags['fragility.started']!}' and attributes.status != 'RUNNING'`;
  const asked = { experiment_ids: [id], filter, max_results: 1 };
  const { runs } = await server.call<{ readonly runs?: readonly { readonly info: Run }[] }>(
    'POST',
    'runs/search',
    asked,
  );
  return runs?.[0]?.info;
}

function* batches(
  all: readonly (readonly [string, unknown])[],
  size: number,
): Generator<readonly (readonly [string, unknown])[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}

async function logNumbers(
  server: Mlflow,
  run_id: string,
  { metrics, params, started, seconds }: Exported,
): Promise<void> {
  const timestamp = Math.round(started + 1000 * seconds);
  for (const some of batches(Object.entries(params), MOST.params))
    await server.call('POST', 'runs/log-batch', {
      run_id,
      params: some.map(([key, value]) => ({ key: allowed(key), value: String(value).slice(0, MOST.value) })),
    });
  for (const some of batches(Object.entries(metrics), MOST.metrics))
    await server.call('POST', 'runs/log-batch', {
      run_id,
      metrics: some.map(([key, value]) => ({ key: allowed(key), value, timestamp, step: 0 })),
    });
}

/** Keeps the page and the numbers with the run, where the server takes files. */
async function logFiles(server: Mlflow, folder: string, { artifact_uri: uri }: Run): Promise<boolean> {
  const at = /^mlflow-artifacts:\/*(.*)$/.exec(uri)?.[1];
  if (at === undefined) return false;
  for (const name of FILES) await server.upload(`${at}/${name}`, await readFile(join(folder, name)));
  return true;
}

/** `fragility export --mlflow`: makes a run of MLflow of a results folder, once. */
export async function exportCommand(folder: string, { mlflow }: ExportFlags, { stdout }: Io): Promise<number> {
  const exported = await exportedFrom(folder);
  const server = mlflowAt(mlflow);
  const id = await experimentId(server, exported.experiment);
  const before = await runBefore(server, id, exported);
  if (before) {
    stdout.write(`${folder} is run ${before.run_id} of experiment '${exported.experiment}' already\n`);
    return 0;
  }
  const { started, seconds, status, tags } = exported;
  const { run } = await server.call<{ readonly run: { readonly info: Run } }>('POST', 'runs/create', {
    experiment_id: id,
    run_name: `${exported.experiment} ${new Date(started).toISOString()}`,
    start_time: started,
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  });
  const { run_id } = run.info;
  await logNumbers(server, run_id, exported);
  const files = await logFiles(server, folder, run.info);
  await server.call('POST', 'runs/update', {
    run_id,
    status: status === 'done' ? 'FINISHED' : status === 'aborted' ? 'KILLED' : 'FAILED',
    end_time: Math.round(started + 1000 * seconds),
  });
  const numbers = `${Object.keys(exported.metrics).length} metrics, ${Object.keys(exported.params).length} parameters`;
  stdout.write(`run ${run_id} of experiment '${exported.experiment}': ${numbers}${files ? ', report' : ''}\n`);
  return 0;
}

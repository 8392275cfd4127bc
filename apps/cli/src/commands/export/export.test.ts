import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { fragility, type Done } from '../../testing/command.js';
import { folder } from '../../testing/folder.js';

interface Asked {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

const asked: Asked[] = [];
const answers = new Map<string, unknown>();
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const path = request.url!.replace('/api/2.0/mlflow/', '/').replace(/\?.*/, '');
      asked.push({ path, authorization: request.headers.authorization, body });
      const answer = answers.get(path);
      response
        .writeHead(answer === undefined && path.startsWith('/experiments') ? 500 : 200)
        .end(JSON.stringify(answer ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
afterEach(() => {
  asked.length = 0;
  answers.clear();
  delete process.env['MLFLOW_TRACKING_TOKEN'];
});

const metrics = Object.fromEntries(Array.from({ length: 1500 }, (_, k) => [`robustness/net ${k}/ε/x`, k / 7]));

/** A results folder, as far as it is read. */
function results(status = 'done'): string {
  const out = folder();
  const manifest = {
    name: 'mine',
    status,
    started: '2026-01-02T03:04:05.000Z',
    seconds: 2.5,
    engine: 'native',
    versions: { '@fragility/runner': '0.1.0' },
    git: { commit: 'abc', clean: true },
  };
  writeFileSync(join(out, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(out, 'metrics.json'), JSON.stringify(metrics));
  writeFileSync(join(out, 'config.resolved.yaml'), 'name: mine\ndataset: { use: npy, divide: 255 }\nanalyses: []\n');
  writeFileSync(join(out, 'report.html'), '<html></html>');
  return out;
}

const exported = (out: string, to = url): Promise<Done> => fragility('export', out, '--mlflow', to);

const bodies = (path: string): Record<string, unknown>[] =>
  asked.filter((one) => one.path === path).map(({ body }) => JSON.parse(body) as Record<string, unknown>);

describe('export --mlflow', () => {
  it('makes a run with metrics, parameters, tags and the report', async () => {
    answers.set('/experiments/search', {});
    answers.set('/experiments/create', { experiment_id: '7' });
    answers.set('/runs/create', { run: { info: { run_id: 'r1', artifact_uri: 'mlflow-artifacts:/7/r1/artifacts' } } });
    process.env['MLFLOW_TRACKING_TOKEN'] = 'secret';
    const { code, stdout, stderr } = await exported(results());
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe("run r1 of experiment 'mine': 1500 metrics, 4 parameters, report\n");
    expect(bodies('/experiments/create')).toEqual([{ name: 'mine' }]);
    const [create] = bodies('/runs/create');
    expect(create).toMatchObject({ experiment_id: '7', start_time: Date.parse('2026-01-02T03:04:05.000Z') });
    expect(create!['tags']).toContainEqual({ key: 'mlflow.source.git.commit', value: 'abc' });
    const [params, ...numbers] = bodies('/runs/log-batch');
    expect(params!['params']).toEqual([
      { key: 'name', value: 'mine' },
      { key: 'dataset.use', value: 'npy' },
      { key: 'dataset.divide', value: '255' },
      { key: 'analyses', value: '[]' },
    ]);
    expect(numbers.map((body) => (body['metrics'] as unknown[]).length)).toEqual([1000, 500]);
    expect((numbers[1]!['metrics'] as object[])[499]).toEqual({
      key: 'robustness/net 1499/_/x',
      value: 1499 / 7,
      timestamp: 1767323047500,
      step: 0,
    });
    expect(bodies('/runs/update')).toEqual([{ run_id: 'r1', status: 'FINISHED', end_time: 1767323047500 }]);
    expect(asked.map(({ path }) => path)).toContain('/api/2.0/mlflow-artifacts/artifacts/7/r1/artifacts/report.html');
    expect(asked.every(({ authorization }) => authorization === 'Bearer secret')).toBe(true);
  });

  it('makes no second run of the same results', async () => {
    answers.set('/experiments/search', { experiments: [{ experiment_id: '7' }] });
    answers.set('/runs/search', { runs: [{ info: { run_id: 'r0', artifact_uri: '' } }] });
    expect(await exported(results())).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('is run r0 of experiment'),
    });
    expect(bodies('/runs/create')).toEqual([]);
  });

  it('says how the run ended, and leaves files out where the server takes none', async () => {
    answers.set('/experiments/search', { experiments: [{ experiment_id: '7' }] });
    answers.set('/runs/create', { run: { info: { run_id: 'r1', artifact_uri: 'file:///mlruns/7' } } });
    expect((await exported(results('failed'))).stdout).toMatch(/parameters\n$/);
    expect(bodies('/runs/update')[0]).toMatchObject({ status: 'FAILED' });
  });

  it.each([
    ['a server that answers with an error', undefined, 1, /\[cli\/export\] http:.* answers 500/],
    ['a server that is not there', 'http://127.0.0.1:9', 1, /does not answer .*; check the URL/],
    ['no URL', 'localhost', 2, /'localhost' is no URL of a server/],
  ])('refuses %s', async (_, to, exit, message) => {
    const { code, stderr } = await exported(results(), to);
    expect(code).toBe(exit);
    expect(stderr).toMatch(message);
  });

  it('refuses a folder that is no results folder', async () => {
    expect(await exported(folder())).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/has no manifest\.json, expected the results folder/),
    });
  });
});

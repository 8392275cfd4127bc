import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Dataset } from '@fragility/dataset';
import { buildModel, isDifferentiable, type Classifier } from '@fragility/model';
import { modelChecks } from '@fragility/model/conformance';
import { runChecks } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin, { httpModel } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'http-'));
const dataset: Dataset = {
  shape: [2],
  classes: ['a', 'b', 'c'],
  bounds: [0, 1],
  size: { train: 0, test: 0 },
  load: async () => ({ inputs: { data: new Float64Array(0), shape: [0, 2] }, labels: new Int32Array(0), ids: [] }),
};

type Handler = (body: Buffer, response: ServerResponse, request: IncomingMessage) => void;
const logits = ([a, b]: number[]): number[] => [a! - b!, 2 * b!, 0.5];
const inputsOf = (body: Buffer): number[][] => (JSON.parse(body.toString()) as { inputs: number[][] }).inputs;
const right: Handler = (body, response) => response.end(JSON.stringify({ outputs: inputsOf(body).map(logits) }));

let handler: Handler = right;
let seen = 0;
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    seen++;
    handler(Buffer.concat(parts), response, request);
  });
});
let url = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/predict`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  handler = right;
  seen = 0;
});

let caches = 0;
const fresh = (): string => `cache-${caches++}`;
const build = (params: object = {}, signal?: AbortSignal): Promise<Classifier> =>
  buildModel(
    httpModel,
    { url, cache: fresh(), backoff: 0, precision: 'float64', ...params },
    { dataset, seed: 1, engine: 'auto', folder, ...(signal ? { signal } : {}) },
  );
const x = { data: Float64Array.of(0.25, 0.75, 1, 0.5), shape: [2, 2] };
const expected = [-0.5, 1.5, 0.5, 0.5, 1, 0.5];
const kept = (cache: string): string =>
  readdirSync(join(folder, cache))
    .map((name) => readFileSync(join(folder, cache, name), 'utf8'))
    .join('');

describe('http', () => {
  it('is a plugin', async () => {
    expect((await runChecks(pluginChecks(plugin))).filter(({ passed }) => !passed)).toEqual([]);
  });

  it.each([
    ['logits', right],
    ['labels', (body, response) => response.end(JSON.stringify(inputsOf(body).map(([a]) => (a! > 0.5 ? 2 : 0))))],
  ] as [string, Handler][])('passes the conformance checks with %s', async (answers, handle) => {
    handler = handle;
    const params = { url, answers, cache: fresh() };
    const verdicts = await runChecks(
      modelChecks(httpModel, { params, dataset, context: { folder }, offers: 'logits' }),
    );
    expect(verdicts.filter(({ passed }) => !passed)).toEqual([]);
  });

  it('answers logits, and the logarithm of probabilities, without gradients', async () => {
    const model = await build();
    expect([...(await model.logits(x)).data]).toEqual(expected);
    expect(isDifferentiable(model)).toBe(false);
    handler = (body, response) => response.end(JSON.stringify(inputsOf(body).map(() => [0.5, 0.25, 0.25])));
    const soft = await build({ answers: 'probabilities' });
    expect((await soft.logits(x)).data[1]).toBe(Math.log(0.25));
  });

  it('sends .npy', async () => {
    let head = '';
    handler = (body, response) => {
      head = body.subarray(0, 128).toString('latin1');
      const at = body.length - 32;
      const rows = [0, 1].map((i) => logits([body.readDoubleLE(at + 16 * i), body.readDoubleLE(at + 16 * i + 8)]));
      response.end(JSON.stringify(rows));
    };
    expect([...(await (await build({ format: 'npy' })).logits(x)).data]).toEqual(expected);
    expect(head).toMatch(/^\x93NUMPY.*'descr': '<f8', 'fortran_order': False, 'shape': \(2, 2\)/s);
  });

  it.each([
    ['500', (response: ServerResponse) => response.writeHead(500).end()],
    ['429', (response: ServerResponse) => response.writeHead(429, { 'retry-after': '0' }).end()],
    ['a reset connection', (response: ServerResponse) => response.destroy()],
    ['a stall', () => undefined],
  ])('asks again after %s, and counts it', async (_, breakdown) => {
    handler = (body, response, request) => (seen === 1 ? breakdown(response) : right(body, response, request));
    const cache = fresh();
    const model = await build({ timeout: 0.5, cache });
    expect([...(await model.logits(x)).data]).toEqual(expected);
    expect(seen).toBe(2);
    expect(kept(cache).match(/"spent":2/g)).toHaveLength(2);
  });

  it('waits as long as Retry-After says', async () => {
    handler = (body, response, request) =>
      seen === 1 ? response.writeHead(503, { 'retry-after': '1' }).end() : right(body, response, request);
    const start = performance.now();
    await (await build()).logits(x);
    expect(performance.now() - start).toBeGreaterThan(950);
  });

  it.each([
    ['404', 'http/status', (response: ServerResponse) => response.writeHead(404).end()],
    ['a redirect', 'http/status', (response: ServerResponse) => response.writeHead(302, { location: '/' }).end()],
    ['a web page', 'http/answer', (response: ServerResponse) => response.end('<html></html>')],
    ['truncated JSON', 'http/answer', (response: ServerResponse) => response.end('{"outputs": [[1, 2')],
    ['too few rows', 'http/answer', (response: ServerResponse) => response.end('[[1, 2, 3]]')],
    ['text', 'http/answer', (response: ServerResponse) => response.end('[["1", "2", "3"], ["1", "2", "3"]]')],
    ['null for NaN', 'http/answer', (response: ServerResponse) => response.end('[[null, 2, 3], [1, 2, 3]]')],
    ['rows too short', 'model/answers', (response: ServerResponse) => response.end('[[1, 2], [1, 2]]')],
    ['1e999', 'model/answers', (response: ServerResponse) => response.end('[[1e999, 2, 3], [1, 2, 3]]')],
  ])('refuses %s at once', async (_, code, answer) => {
    handler = (_body, response) => answer(response);
    await expect((await build()).logits(x)).rejects.toMatchObject({ code });
    expect(seen).toBe(1);
  });

  it('gives up after its retries', async () => {
    handler = () => undefined;
    await expect((await build({ timeout: 0.1, retries: 1 })).logits(x)).rejects.toMatchObject({ code: 'http/timeout' });
    expect(seen).toBe(2);
    handler = (_body, response) => void response.destroy();
    await expect((await build({ retries: 2 })).logits(x)).rejects.toMatchObject({ code: 'http/unreachable' });
    expect(seen).toBe(5);
  });

  it('never sends more queries than its budget, retries counted', async () => {
    handler = (_body, response) => response.writeHead(500).end();
    await expect((await build({ budget: 5 })).logits(x)).rejects.toMatchObject({ code: 'http/budget' });
    expect(seen).toBe(2);
  });

  it('asks about an input once, in flight or later, in this model or the next', async () => {
    const cache = fresh();
    const model = await build({ cache, budget: 2 });
    const twice = { data: Float64Array.of(...x.data, ...x.data), shape: [4, 2] };
    await Promise.all([model.logits(twice), model.logits(x)]);
    await model.dispose?.();
    expect([...(await (await build({ cache, budget: 2 })).logits(x)).data]).toEqual(expected);
    expect(seen).toBe(1);
  });

  it('keeps what was answered when it is aborted', async () => {
    const cache = fresh();
    const abort = new AbortController();
    handler = (body, response, request) => (seen === 1 ? right(body, response, request) : abort.abort());
    const model = await build({ cache, batch: 1, concurrency: 1 }, abort.signal);
    await expect(model.logits(x)).rejects.toMatchObject({ name: 'AbortError' });
    handler = right;
    seen = 0;
    expect([...(await (await build({ cache, batch: 1 })).logits(x)).data]).toEqual(expected);
    expect(seen).toBe(1);
  });

  it('keeps to its concurrency', async () => {
    let [now, most] = [0, 0];
    handler = (body, response, request) => {
      most = Math.max(most, ++now);
      setTimeout(() => {
        now--;
        right(body, response, request);
      }, 20);
    };
    const many = { data: Float64Array.from({ length: 24 }, (_, k) => k / 24), shape: [12, 2] };
    await (await build({ batch: 1, concurrency: 3 })).logits(many);
    expect([most, seen]).toEqual([3, 12]);
  });

  it('sends secrets of the environment and writes them nowhere', async () => {
    process.env['HTTP_TEST_TOKEN'] = 'hush-hush';
    let sent: string | undefined;
    handler = (body, response, request) => {
      sent = request.headers.authorization;
      right(body, response, request);
    };
    const cache = fresh();
    const model = await build({ cache, headers: { Authorization: { env: 'HTTP_TEST_TOKEN', prefix: 'Bearer ' } } });
    await model.logits(x);
    expect(sent).toBe('Bearer hush-hush');
    expect(kept(cache) + JSON.stringify(model.facts)).not.toContain('hush');
  });

  it.each([
    [{ headers: { Authorization: 'Bearer x' } }, 'model-http/header', 'env: NAME'],
    [{ headers: { Authorization: { env: 'NO_SUCH_VARIABLE' } } }, 'model-http/header', 'NO_SUCH_VARIABLE'],
    [{ headers: { Authorization: { env: 'HTTP_TEST_LINES' } } }, 'model-http/header', 'line break'],
    [{ url: 'ftp://x' }, 'model-http/url', 'http://'],
    [{ url: 'http://a:b@x' }, 'model-http/url', 'password'],
  ])('refuses %j', async (params, code, message) => {
    process.env['HTTP_TEST_LINES'] = 'a\nb';
    await expect(build(params)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });
});

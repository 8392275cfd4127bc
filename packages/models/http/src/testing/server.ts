import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Dataset } from '@fragility/dataset';
import { buildModel, type Classifier } from '@fragility/model';
import { httpModel } from '../index.js';

export type Handler = (body: Buffer, response: ServerResponse, request: IncomingMessage) => void;

/** A folder for caches, removed after the tests of the file. */
export const folder = mkdtempSync(join(tmpdir(), 'http-'));
export const dataset: Dataset = {
  shape: [2],
  classes: ['a', 'b', 'c'],
  bounds: [0, 1],
  size: { train: 0, test: 0 },
  load: async () => ({ inputs: { data: new Float64Array(0), shape: [0, 2] }, labels: new Int32Array(0), ids: [] }),
};
const logits = ([a, b]: number[]): number[] => [a! - b!, 2 * b!, 0.5];
/** Two inputs, and the logits that {@link right} answers. */
export const x = { data: Float64Array.of(0.25, 0.75, 1, 0.5), shape: [2, 2] };
export const expected = [-0.5, 1.5, 0.5, 0.5, 1, 0.5];

export const inputsOf = (body: Buffer): number[][] => (JSON.parse(body.toString()) as { inputs: number[][] }).inputs;
/** Logits of rows. */
export const answerTo = (rows: readonly number[][]): string => JSON.stringify({ outputs: rows.map(logits) });
export const right: Handler = (body, response) => response.end(answerTo(inputsOf(body)));

/** The server of the tests of a file: what it does, how many requests it has seen in a test, its address. */
export const served = { handler: right, seen: 0, url: '' };
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    served.seen++;
    served.handler(Buffer.concat(parts), response, request);
  });
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  served.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/predict`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});
afterEach(() => void Object.assign(served, { handler: right, seen: 0 }));

let caches = 0;
/** Name of a new cache. */
export const fresh = (): string => `cache-${caches++}`;
export const build = (params: object = {}, signal?: AbortSignal): Promise<Classifier> =>
  buildModel(
    httpModel,
    { url: served.url, cache: fresh(), backoff: 0, precision: 'float64', ...params },
    { dataset, seed: 1, engine: 'auto', folder, ...(signal ? { signal } : {}) },
  );
/** All that is in a cache. */
export const kept = (cache: string): string =>
  readdirSync(join(folder, cache))
    .map((name) => readFileSync(join(folder, cache, name), 'utf8'))
    .join('');

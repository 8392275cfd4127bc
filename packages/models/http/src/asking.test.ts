import type { ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { build, expected, fresh, inputsOf, kept, right, served, x } from './testing/server.js';

describe('asking', () => {
  it.each([
    ['500', (response: ServerResponse) => response.writeHead(500).end()],
    ['429', (response: ServerResponse) => response.writeHead(429, { 'retry-after': '0' }).end()],
    ['a reset connection', (response: ServerResponse) => response.destroy()],
    ['a stall', () => undefined],
  ])('asks again after %s, and counts it', async (_, breakdown) => {
    served.handler = (body, response, request) =>
      served.seen === 1 ? breakdown(response) : right(body, response, request);
    const cache = fresh();
    const model = await build({ timeout: 0.5, cache });
    expect([...(await model.logits(x)).data]).toEqual(expected);
    expect(served.seen).toBe(2);
    expect(kept(cache).match(/"spent":2/g)).toHaveLength(2);
  });

  it.each([
    ['1', 950],
    ['0.3', 290],
    [new Date(Date.now() + 20_000).toUTCString(), undefined],
  ])('waits as long as Retry-After: %s says', async (value, least) => {
    served.handler = (body, response, request) =>
      served.seen === 1 ? response.writeHead(503, { 'retry-after': value }).end() : right(body, response, request);
    const start = performance.now();
    const abort = new AbortController();
    const asked = (await build({}, abort.signal)).logits(x);
    if (least === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      abort.abort();
      await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
      expect(served.seen).toBe(1);
    } else {
      await asked;
      expect(performance.now() - start).toBeGreaterThan(least);
    }
  });

  it('does not wait for hours, and says when to come back', async () => {
    served.handler = (_body, response) => response.writeHead(429, { 'retry-after': '7200' }).end();
    await expect((await build()).logits(x)).rejects.toMatchObject({
      code: 'http/status',
      message: expect.stringMatching(/asks to wait 7200 s; run again then/),
    });
    expect(served.seen).toBe(1);
  });

  it.each([
    ['404', 'http/status', (response: ServerResponse) => response.writeHead(404).end()],
    ['a redirect', 'http/status', (response: ServerResponse) => response.writeHead(302, { location: '/' }).end()],
    ['a web page', 'http/answer', (response: ServerResponse) => response.end('<html></html>')],
    ['truncated JSON', 'http/answer', (response: ServerResponse) => response.end('{"outputs": [[1, 2')],
    ['too few rows', 'http/answer', (response: ServerResponse) => response.end('[[1, 2, 3]]')],
    ['text', 'http/answer', (response: ServerResponse) => response.end('[["1", "2", "3"], ["1", "2", "3"]]')],
    ['NaN', 'http/answer', (response: ServerResponse) => response.end('{"outputs": [[NaN, 2, 3], [1, 2, 3]]}')],
    ['null for NaN', 'http/answer', (response: ServerResponse) => response.end('[[null, 2, 3], [1, 2, 3]]')],
    ['rows too short', 'model/answers', (response: ServerResponse) => response.end('[[1, 2], [1, 2]]')],
    ['1e999', 'model/answers', (response: ServerResponse) => response.end('[[1e999, 2, 3], [1, 2, 3]]')],
  ])('refuses %s at once', async (_, code, answer) => {
    served.handler = (_body, response) => answer(response);
    await expect((await build()).logits(x)).rejects.toMatchObject({ code });
    expect(served.seen).toBe(1);
  });

  it('gives up after its retries', async () => {
    served.handler = () => undefined;
    await expect((await build({ timeout: 0.1, retries: 1 })).logits(x)).rejects.toMatchObject({ code: 'http/timeout' });
    expect(served.seen).toBe(2);
    served.handler = (_body, response) => void response.destroy();
    await expect((await build({ retries: 2 })).logits(x)).rejects.toMatchObject({ code: 'http/unreachable' });
    expect(served.seen).toBe(5);
  });

  it('never sends more queries than its budget, retries counted', async () => {
    served.handler = (_body, response) => response.writeHead(500).end();
    await expect((await build({ budget: 5 })).logits(x)).rejects.toMatchObject({ code: 'http/budget' });
    expect(served.seen).toBe(2);
  });

  it('asks about an input once, in flight or later, in this model or the next', async () => {
    const cache = fresh();
    const model = await build({ cache, budget: 2 });
    const twice = { data: Float64Array.of(...x.data, ...x.data), shape: [4, 2] };
    await Promise.all([model.logits(twice), model.logits(x)]);
    await model.dispose?.();
    expect([...(await (await build({ cache, budget: 2 })).logits(x)).data]).toEqual(expected);
    expect(served.seen).toBe(1);
  });

  it('counts the queries of one url together, and tells apart the answers of what is asked otherwise', async () => {
    const cache = fresh();
    served.handler = (body, response, request) =>
      request.headers['x-model'] === 'b' ? response.end('[[9, 8, 7], [6, 5, 4]]') : right(body, response, request);
    const first = await build({ cache, headers: { 'X-Model': 'a' } });
    const second = await build({ cache, headers: { 'X-Model': 'b' }, budget: 4 });
    expect([...(await first.logits(x)).data]).toEqual(expected);
    expect([...(await second.logits(x)).data]).toEqual([9, 8, 7, 6, 5, 4]);
    const third = await build({ cache, answers: 'probabilities', budget: 5 });
    await expect(third.logits(x)).rejects.toMatchObject({ code: 'http/budget' });
    expect(served.seen).toBe(2);
  });

  it('never exceeds its budget with requests at one time', async () => {
    const many = { data: Float64Array.from({ length: 60 }, (_, k) => k / 60), shape: [30, 2] };
    let asked = 0;
    served.handler = (body, response, request) => {
      asked += inputsOf(body).length;
      setTimeout(() => (asked % 3 === 0 ? response.writeHead(500).end() : right(body, response, request)), asked % 7);
    };
    const model = await build({ batch: 2, concurrency: 8, budget: 17 });
    await expect(model.logits(many)).rejects.toMatchObject({ code: 'http/budget' });
    expect(asked).toBeLessThanOrEqual(17);
    expect(asked).toBeGreaterThanOrEqual(15);
  });

  it('keeps what was answered when it is aborted', async () => {
    const cache = fresh();
    const abort = new AbortController();
    served.handler = (body, response, request) => (served.seen === 1 ? right(body, response, request) : abort.abort());
    const model = await build({ cache, batch: 1, concurrency: 1 }, abort.signal);
    await expect(model.logits(x)).rejects.toMatchObject({ name: 'AbortError' });
    served.handler = right;
    served.seen = 0;
    expect([...(await (await build({ cache, batch: 1 })).logits(x)).data]).toEqual(expected);
    expect(served.seen).toBe(1);
  });
});

import { appendFileSync, readdirSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import {
  answerTo,
  build,
  expected,
  folder,
  fresh,
  inputsOf,
  right,
  served,
  x,
  type Handler,
} from './testing/server.js';

const REST = 'HTTP/1.1 200 OK\r\n';
const raw = (response: ServerResponse, text: string): void => void response.socket!.end(text);

describe('a server that misbehaves', () => {
  it.each<[string, Handler]>([
    ['408', (_, response) => response.writeHead(408).end()],
    ['425', (_, response) => response.writeHead(425).end()],
    [
      'Retry-After in the past',
      (_, response) => response.writeHead(503, { 'retry-after': new Date(0).toUTCString() }).end(),
    ],
    ['Retry-After that says nothing', (_, response) => response.writeHead(429, { 'retry-after': 'soon' }).end()],
    [
      'less than it promised',
      (body, response) => raw(response, `${REST}content-length: 900\r\n\r\n${answerTo(inputsOf(body))}`),
    ],
    [
      'a chunk of no size',
      (_, response) => raw(response, `${REST}transfer-encoding: chunked\r\n\r\nZZ\r\n[]\r\n0\r\n\r\n`),
    ],
    ['chunks without an end', (_, response) => raw(response, `${REST}transfer-encoding: chunked\r\n\r\n2\r\n[]\r\n`)],
    [
      'a reset after the head',
      (_, response) => response.socket!.write(`${REST}content-length: 9\r\n\r\n`) && response.socket!.resetAndDestroy(),
    ],
    [
      'a stall in the middle',
      (_, response) => void response.writeHead(200, { 'content-length': 90 }).write('{"outputs": ['),
    ],
    [
      'what is not the gzip that it claims to be',
      (body, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(answerTo(inputsOf(body))),
    ],
  ])('is asked again after %s', async (_, misbehave) => {
    served.handler = (body, response, request) => (served.seen === 1 ? misbehave : right)(body, response, request);
    expect([...(await (await build({ timeout: 0.5 })).logits(x)).data]).toEqual(expected);
    expect(served.seen).toBe(2);
  });

  it.each<[string, (text: string) => Buffer]>([
    ['a byte order mark', (text) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 from the other end', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ])('is understood in JSON with %s', async (_, encode) => {
    served.handler = (body, response) => response.end(encode(answerTo(inputsOf(body))));
    expect([...(await (await build()).logits(x)).data]).toEqual(expected);
  });

  it.each<[string, string, RegExp, (text: string, response: ServerResponse) => void]>([
    ['a part', 'http/status', /answered 206, expected 200/, (text, response) => response.writeHead(206).end(text)],
    ['no content', 'http/answer', /answered nothing/, (_, response) => response.writeHead(204).end()],
    [
      'gzip with no word of it',
      'http/answer',
      /answered a gzip file/,
      (text, response) => response.end(gzipSync(text)),
    ],
    [
      'UTF-16 without its mark',
      'http/answer',
      /what looks like UTF-16 without its mark/,
      (text, response) => response.end(Buffer.from(text, 'utf16le')),
    ],
    ['two answers in one', 'http/answer', /no JSON/, (text, response) => response.end(text + text)],
    [
      'rows in rows',
      'http/answer',
      /other things than numbers/,
      (_, response) => response.end('[[[1, 2, 3]], [[4, 5, 6]]]'),
    ],
  ])('is refused at once with %s', async (_, code, message, answer) => {
    served.handler = (body, response) => answer(answerTo(inputsOf(body)), response);
    await expect((await build()).logits(x)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(served.seen).toBe(1);
  });

  it('is given up in time, with an answer that never ends', async () => {
    served.handler = (_body, response) => {
      const more = Buffer.alloc(2 ** 20, ' ');
      const send = (): void => void (response.destroyed || (response.write(more), setImmediate(send)));
      send();
    };
    await expect((await build({ timeout: 20 })).logits(x)).rejects.toMatchObject({
      code: 'http/answer',
      message: expect.stringMatching(/answered more than 16 MiB/),
    });
    expect(served.seen).toBe(1);
  });

  it('is named with the reason that the connection gives', async () => {
    served.handler = (_body, response) => raw(response, '220 mail.example.com ready\r\n');
    await expect((await build({ retries: 1 })).logits(x)).rejects.toMatchObject({
      code: 'http/unreachable',
      message: expect.stringMatching(/gave no whole answer in 2 attempts: .*HPE_INVALID_CONSTANT/),
    });
    await expect((await build({ url: 'http://127.0.0.1:9', retries: 0 })).logits(x)).rejects.toMatchObject({
      message: expect.stringMatching(/ECONNREFUSED|bad port/),
    });
  });

  it('counts on after an entry that was cut short', async () => {
    const cache = fresh();
    const first = await build({ cache });
    const file = join(
      folder,
      cache,
      readdirSync(join(folder, cache)).find((name) => name.endsWith('.jsonl'))!,
    );
    appendFileSync(file, '\n{"spent":1');
    await first.logits(x);
    await first.dispose?.();
    const second = await build({ cache, budget: 3 });
    expect([...(await second.logits(x)).data]).toEqual(expected);
    await expect(second.logits({ data: Float64Array.of(0.1, 0.2, 0.3, 0.4), shape: [2, 2] })).rejects.toMatchObject({
      code: 'http/budget',
      message: expect.stringMatching(/2 queries of 3 are spent/),
    });
  });
});

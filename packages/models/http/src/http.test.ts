import { describe, expect, it } from '@jest/globals';
import { isDifferentiable } from '@fragility/model';
import { modelChecks } from '@fragility/model/conformance';
import { runChecks } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin, { httpModel } from './index.js';
import {
  answerTo,
  build,
  dataset,
  expected,
  folder,
  fresh,
  inputsOf,
  kept,
  right,
  served,
  x,
  type Handler,
} from './testing/server.js';

type Params = { readonly answers?: string };
const npyOf = (descr: string, shape: readonly number[], values: ArrayBufferView): Buffer => {
  const sizes = `${shape.join(', ')}${shape.length === 1 ? ',' : ''}`;
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`.padEnd(117);
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([Buffer.from(`\x93NUMPY\x01\0\x76\0${header}\n`, 'latin1'), bytes]);
};

describe('http', () => {
  it('is a plugin', async () => {
    expect((await runChecks(pluginChecks(plugin))).filter(({ passed }) => !passed)).toEqual([]);
  });

  it.each([
    ['logits', right],
    ['labels', (body, response) => response.end(JSON.stringify(inputsOf(body).map(([a]) => (a! > 0.5 ? 2 : 0))))],
  ] as [string, Handler][])('passes the conformance checks with %s', async (answers, handle) => {
    served.handler = handle;
    const params = { url: served.url, answers, cache: fresh() };
    const verdicts = await runChecks(
      modelChecks(httpModel, { params, dataset, context: { folder }, offers: 'logits' }),
    );
    expect(verdicts.filter(({ passed }) => !passed)).toEqual([]);
  });

  it('answers logits, and the logarithm of probabilities, without gradients', async () => {
    const model = await build();
    expect([...(await model.logits(x)).data]).toEqual(expected);
    expect(isDifferentiable(model)).toBe(false);
    served.handler = (body, response) => response.end(JSON.stringify(inputsOf(body).map(() => [0.5, 0.25, 0.25])));
    const soft = await build({ answers: 'probabilities' });
    expect((await soft.logits(x)).data[1]).toBe(Math.log(0.25));
  });

  it('sends .npy', async () => {
    let head = '';
    served.handler = (body, response) => {
      head = body.subarray(0, 128).toString('latin1');
      const at = body.length - 32;
      const rows = [0, 1].map((i) => [body.readDoubleLE(at + 16 * i), body.readDoubleLE(at + 16 * i + 8)]);
      response.end(answerTo(rows));
    };
    expect([...(await (await build({ format: 'npy' })).logits(x)).data]).toEqual(expected);
    expect(head).toMatch(/^\x93NUMPY.*'descr': '<f8', 'fortran_order': False, 'shape': \(2, 2\)/s);
  });

  it.each<[string, Params, number[], string, () => Float64Array | Float32Array | BigInt64Array]>([
    ['logits', {}, [2, 3], '<f8', () => Float64Array.from(expected)],
    ['float32 logits', {}, [2, 3], '<f4', () => Float32Array.from(expected)],
    ['labels', { answers: 'labels' }, [2], '<i8', () => BigInt64Array.of(1n, 1n)],
    ['a column of labels', { answers: 'labels' }, [2, 1], '<i8', () => BigInt64Array.of(1n, 1n)],
  ])('reads %s in .npy', async (_, params, shape, descr, values) => {
    served.handler = (_body, response) => response.end(npyOf(descr, shape, values()));
    const found = [...(await (await build(params)).logits(x)).data];
    expect(found).toEqual(params.answers ? [-1, 0, -1, -1, 0, -1] : expected);
  });

  it.each<[string, string, () => Buffer]>([
    ['NaN', 'model/answers', () => npyOf('<f8', [2, 3], Float64Array.of(NaN, 1, 2, 3, 4, 5))],
    ['too few rows', 'http/answer', () => npyOf('<f8', [1, 3], new Float64Array(3))],
    ['three axes', 'http/answer', () => npyOf('<f8', [2, 3, 1], new Float64Array(6))],
    ['another width', 'model/answers', () => npyOf('<f8', [2, 2], new Float64Array(4))],
    ['objects', 'http/answer', () => npyOf('|O', [2, 3], new Float64Array(6))],
    ['half a file', 'http/answer', () => npyOf('<f8', [2, 3], new Float64Array(6)).subarray(0, -4)],
  ])('refuses .npy with %s', async (_, code, answer) => {
    served.handler = (_body, response) => response.end(answer());
    await expect((await build()).logits(x)).rejects.toMatchObject({ code });
  });

  it('keeps to its concurrency', async () => {
    let [now, most] = [0, 0];
    served.handler = (body, response, request) => {
      most = Math.max(most, ++now);
      setTimeout(() => {
        now--;
        right(body, response, request);
      }, 20);
    };
    const many = { data: Float64Array.from({ length: 24 }, (_, k) => k / 24), shape: [12, 2] };
    await (await build({ batch: 1, concurrency: 3 })).logits(many);
    expect([most, served.seen]).toEqual([3, 12]);
  });

  it('sends secrets of the environment and writes them nowhere', async () => {
    process.env['HTTP_TEST_TOKEN'] = 'hush-hush';
    let sent: string | undefined;
    served.handler = (body, response, request) => {
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
    [{ headers: { 'X-Api-Key': 'x' } }, 'model-http/header', 'env: NAME'],
    [{ headers: { 'X Key': { env: 'PATH' } } }, 'model-http/header', 'no name of a header'],
    [{ headers: { A: { env: 'PATH', prefix: 'B\n' } } }, 'model-http/header', 'prefix of the header A'],
    [{ headers: { A: 'line\nbreak' } }, 'model-http/header', 'the header A holds a line break'],
    [{ url: 'http://x/p?api_key=hush' }, 'model-http/url', 'parameter api_key'],
    [{ url: 'ftp://x' }, 'model-http/url', 'http://'],
    [{ url: 'http://a:b@x' }, 'model-http/url', 'password'],
  ])('refuses %j', async (params, code, message) => {
    process.env['HTTP_TEST_LINES'] = 'a\nb';
    await expect(build(params)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Dataset } from '@fragility/dataset';
import { buildModel, isDifferentiable, type Classifier } from '@fragility/model';
import { modelChecks } from '@fragility/model/conformance';
import { runChecks } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin, { functionModel } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'function-'));
afterAll(() => rmSync(folder, { recursive: true }));

const dataset: Dataset = {
  shape: [2],
  classes: ['a', 'b', 'c'],
  bounds: [0, 1],
  size: { train: 0, test: 0 },
  load: async () => ({ inputs: { data: new Float64Array(0), shape: [0, 2] }, labels: new Int32Array(0), ids: [] }),
};
const FORWARD = `
const W = [[1, -2], [0.5, 1], [-1, 0.25]];
const rows = (x, n) => Array.from({ length: n }, (_, i) => W.map(([a, b]) => Math.tanh(a * x[2 * i] + b * x[2 * i + 1])));
`;
const LOGITS = `${FORWARD} export const predict = (x, [n]) => rows(x, n);`;
const VJP = `export const vjp = (x, [n], c) => rows(x, n).flatMap((f, i) =>
  [0, 1].map((j) => f.reduce((sum, v, k) => sum + c[3 * i + k] * (1 - v * v) * W[k][j], 0)));`;
const SOFTMAX = `${FORWARD} export default async (x, [n]) => rows(x, n).map((f) => {
  const e = f.map(Math.exp); const s = e[0] + e[1] + e[2]; return Float64Array.from(e, (v) => v / s); });`;
const SOFTMAX_VJP = `export const vjp = (x, [n], c) => rows(x, n).flatMap((f, i) => {
  const e = f.map(Math.exp); const s = e[0] + e[1] + e[2]; const p = e.map((v) => v / s);
  const mean = p.reduce((sum, v, k) => sum + v * c[3 * i + k], 0);
  return [0, 1].map((j) => f.reduce((sum, v, k) => sum + p[k] * (c[3 * i + k] - mean) * (1 - v * v) * W[k][j], 0));
});`;

let files = 0;
const moduleOf = (text: string): string => {
  const name = `m${files++}.mjs`;
  writeFileSync(join(folder, name), text);
  return `./${name}`;
};
const build = (text: string, params: object = {}): Promise<Classifier> =>
  buildModel(functionModel, { module: moduleOf(text), ...params }, { dataset, seed: 1, engine: 'auto', folder });
const failures = async (params: object, offers: 'logits' | 'gradients'): Promise<string[]> =>
  (await runChecks(modelChecks(functionModel, { params, dataset, context: { folder }, offers })))
    .filter(({ passed }) => !passed)
    .map(({ check, detail }) => `${check}: ${detail}`);
const x = { data: Float64Array.of(0.2, 0.8, 0.9, 0.1), shape: [2, 2] };

describe('function', () => {
  it('is a plugin', async () => {
    expect((await runChecks(pluginChecks(plugin))).filter(({ passed }) => !passed)).toEqual([]);
  });

  it.each([
    ['logits', LOGITS, {}, 'logits'],
    [
      'labels',
      `${FORWARD} export default (x, [n]) => rows(x, n).map((f) => f.indexOf(Math.max(...f)));`,
      { answers: 'labels' },
      'logits',
    ],
    ['gradients', LOGITS + VJP, { batch: 3 }, 'gradients'],
    ['gradients in float32', LOGITS + VJP, { precision: 'float32' }, 'gradients'],
    ['gradients of probabilities', SOFTMAX + SOFTMAX_VJP, { answers: 'probabilities' }, 'gradients'],
  ] as const)('passes the conformance checks with %s', async (_, text, params, offers) => {
    expect(await failures({ module: moduleOf(text), ...params }, offers)).toEqual([]);
  });

  it('gives float32 where it is asked for, in batches', async () => {
    const model = await build(
      `export const predict = (x, shape) => x instanceof Float32Array && shape[0] === 1 ? [1, 0, x[0]] : [0];`,
      {
        precision: 'float32',
        batch: 1,
      },
    );
    expect([...(await model.logits(x)).data]).toEqual([1, 0, Math.fround(0.2), 1, 0, Math.fround(0.9)]);
  });

  it('says that labels are decisions only, and offers no gradient without vjp', async () => {
    const model = await build('export default (x, [n]) => new Int32Array(n);', { answers: 'labels' });
    expect(model.decisionOnly).toBe(true);
    expect(isDifferentiable(await build(LOGITS))).toBe(false);
  });

  it.each([
    ['twice the gradient', VJP.replace('sum + c', 'sum + 2 * c')],
    ['another sign', VJP.replace('sum + c', 'sum - c')],
    ['a factor left out', VJP.replace('(1 - v * v)', '1')],
    ['nothing', 'export const vjp = (x) => new Float64Array(x.length);'],
  ])('refuses a gradient that is %s', async (_, vjp) => {
    await expect(build(LOGITS + vjp)).rejects.toMatchObject({ code: 'model-function/gradient' });
  });

  const COUNTED = 'let calls = 0; export default (x, [n]) => Array.from({ length: n }, () => [++calls, 0, 1]);';
  const TOGETHER =
    'export default (x, [n]) => { const mean = x.reduce((a, b) => a + b) / n; return Array.from({ length: n }, () => [mean, 0, 1]); };';
  it.each([
    ['changes from call to call', COUNTED, {}, /m\d+\.mjs says 1 of example 0, class 0, and \d+ when asked again/],
    ['mixes the examples of a batch', TOGETHER, {}, /when asked alone, expected the same; keep examples apart/],
    [
      'draws labels',
      'let k = 0; export default (x, [n]) => Array.from({ length: n }, () => k++ % 3);',
      { answers: 'labels' },
      /expected the same/,
    ],
  ])('refuses a model that %s, unless it is meant to be', async (_, text, params, message) => {
    await expect(build(text, params)).rejects.toMatchObject({
      code: 'model-function/changes',
      message: expect.stringMatching(message),
    });
    await (await build(text, { ...params, selfCheck: false })).logits(x);
  });

  it('passes a gradient of kinks', async () => {
    const relu =
      'export const predict = (x, [n]) => Array.from({ length: n }, (_, i) => [Math.max(0, x[2 * i] - 0.5), Math.abs(x[2 * i + 1] - 0.5), 0]);';
    const vjp = `export const vjp = (x, [n], c) => Array.from({ length: n }, (_, i) => [
      x[2 * i] > 0.5 ? c[3 * i] : 0, Math.sign(x[2 * i + 1] - 0.5) * c[3 * i + 1]]);`;
    expect(isDifferentiable(await build(relu + vjp))).toBe(true);
  });

  it.each([
    [
      'a function that throws',
      '\nexport const predict = () => {\n  throw new TypeError("no weights");\n};',
      'threw',
      /m\d+\.mjs:3:9 in predict threw TypeError: no weights/,
    ],
    [
      'a wrong number of values',
      'export default () => [1, 2];',
      'model/answers',
      /2 values came for 2 examples, expected 6/,
    ],
    ['NaN', 'export default () => [1, NaN, 0, 1, 2, 3];', 'model/answers', /example 0 of 2 has NaN as value 1/],
    ['nothing', 'export default () => {};', 'answer', /returned undefined/],
    ['a list of promises', 'export default async () => [Promise.resolve(1)];', 'answer', /type object/],
    [
      'classes before examples',
      'export default () => [[1, 2], [3, 4], [5, 6]];',
      'answer',
      /m\d+\.mjs returned 3 rows of 2 for 2 examples/,
    ],
    ['rows of several lengths', 'export default () => [[1, 2, 3], [4, 5]];', 'answer', /2 rows of 3 or 2 for 2/],
    ['a rejected promise', 'export default () => Promise.reject(new Error("gone"));', 'threw', /threw Error: gone/],
    ['text', 'export default () => ["1", "2"];', 'answer', /type string/],
  ])('names %s', async (_, text, code, message) => {
    const model = await build(text, { selfCheck: false });
    await expect(model.logits(x)).rejects.toMatchObject({
      code: code.includes('/') ? code : `model-function/${code}`,
      message: expect.stringMatching(message),
    });
  });

  it.each([
    [
      'that throws on loading',
      'export default () => 1;\nnull.weights;',
      'threw',
      /m\d+\.mjs:2:6 on loading threw TypeError/,
    ],
    ['that is no JavaScript', '\nexport default = 1;', 'threw', /m\d+\.mjs:2:16 on loading threw SyntaxError/],
    ['without a function', 'export const weights = [1];', 'module', /exports weights, expected a function/],
    ['whose vjp is no function', `${LOGITS} export const vjp = 1;`, 'module', /vjp as number/],
  ])('refuses a module %s', async (_, text, code, message) => {
    await expect(build(text)).rejects.toMatchObject({
      code: `model-function/${code}`,
      message: expect.stringMatching(message),
    });
  });

  it('names a module that is missing', async () => {
    const params = { module: './none.mjs' };
    const context = { dataset, seed: 1, engine: 'auto', folder } as const;
    await expect(buildModel(functionModel, params, context)).rejects.toMatchObject({ code: 'model-function/module' });
  });
});

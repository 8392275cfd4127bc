import { describe, expect, it } from '@jest/globals';
import { runChecks } from '@fragility/plugin';
import { z } from 'zod';
import { datasetChecks } from './conformance/index.js';
import { defineDataset, matrix, openDataset, stream, type Dataset, type Examples } from './index.js';

const COUNT = 10;
const load: Dataset['load'] = async (split, indices) => ({
  inputs: {
    data: Float64Array.from({ length: 2 * indices.length }, (_, k) => (indices[k >> 1]! + (k % 2)) / 20),
    shape: [indices.length, 2],
  },
  labels: Int32Array.from(indices, (i) => i % 2),
  ids: Array.from(indices, (i) => `${split}-${i}`),
});
const right: Dataset = { shape: [2], classes: ['even', 'odd'], bounds: [0, 1], size: { train: COUNT, test: 4 }, load };
const define = (dataset: Partial<Dataset>, loose = false) =>
  defineDataset({
    name: 'counting',
    summary: 'a test',
    params: loose ? z.looseObject({}) : z.strictObject({}),
    open: async () => ({ ...right, ...dataset }),
  });
const changed =
  (change: (examples: Examples, indices: ArrayLike<number>) => Partial<Examples>): Dataset['load'] =>
  async (split, indices) => {
    const examples = await load(split, indices);
    return { ...examples, ...change(examples, indices) };
  };
const open = (dataset: Partial<Dataset>): Promise<Dataset> => openDataset(define(dataset), {}, { seed: 1 });

describe('openDataset', () => {
  it.each<[string, Partial<Dataset>, string]>([
    ['one class', { classes: ['only'] }, 'dataset/classes'],
    ['no examples', { size: { train: 0, test: 0 } }, 'dataset/empty'],
    ['reversed bounds', { bounds: [1, 0] }, 'dataset/bounds'],
    ['bounds that are no numbers', { bounds: [NaN, 1] }, 'dataset/bounds'],
    ['a negative size', { size: { train: -1, test: 4 } }, 'dataset/size'],
    ['a size that is no number', { size: { train: NaN, test: 4 } }, 'dataset/size'],
    ['no classes', { classes: undefined as never }, 'dataset/shape'],
  ])('refuses %s', async (_, dataset, code) => {
    await expect(open(dataset)).rejects.toMatchObject({ code });
  });

  it('refuses what is no dataset', async () => {
    const nothing = { ...define({}), open: async () => undefined as never };
    await expect(openDataset(nothing, {}, { seed: 1 })).rejects.toMatchObject({
      code: 'dataset/shape',
      message: expect.stringMatching(/^\[dataset\/counting\] open\(\) answered undefined, expected .*; return them$/),
    });
  });

  it.each<[string, Partial<Dataset>, string]>([
    [
      'NaN',
      { load: changed(({ inputs }) => ({ inputs: { ...inputs, data: inputs.data.map(() => NaN) } })) },
      'dataset/finite',
    ],
    ['values outside the bounds', { bounds: [0, 0.1] }, 'dataset/bounds'],
    ['labels out of range', { load: changed(() => ({ labels: new Int32Array(4).fill(2) })) }, 'dataset/label'],
    ['another shape', { shape: [3] }, 'dataset/shape'],
    ['missing ids', { load: changed(() => ({ ids: [] })) }, 'dataset/shape'],
  ])('refuses loaded %s', async (_, dataset, code) => {
    await expect((await open(dataset)).load('train', [0, 1, 2, 3])).rejects.toMatchObject({ code });
  });

  it('refuses indices that are not there, and honours abort', async () => {
    const dataset = await open({});
    await expect(dataset.load('test', [4])).rejects.toMatchObject({ code: 'dataset/index' });
    await expect(dataset.load('test', [0.5])).rejects.toMatchObject({ code: 'dataset/index' });
    await expect(dataset.load('test', [0], AbortSignal.abort())).rejects.toThrow();
  });
});

describe('selections', () => {
  it('default to the test split, else train', async () => {
    expect((await matrix(await open({}))).ids).toEqual(['test-0', 'test-1', 'test-2', 'test-3']);
    expect((await matrix(await open({ size: { train: 3, test: 0 } }), { limit: 2 })).ids).toEqual([
      'train-0',
      'train-1',
    ]);
    expect((await matrix(await open({}), { split: 'train', indices: [7, 2] })).ids).toEqual(['train-7', 'train-2']);
  });

  it('stream in chunks what matrix loads at once', async () => {
    const ids: string[] = [];
    for await (const chunk of stream(await open({}), { split: 'train' }, { size: 3 })) ids.push(...chunk.ids);
    expect(ids).toEqual((await matrix(await open({}), { split: 'train' })).ids);
  });
});

describe('datasetChecks', () => {
  const failures = async (definition: ReturnType<typeof define>): Promise<string[]> =>
    (await runChecks(datasetChecks(definition, {}))).filter(({ passed }) => !passed).map(({ check }) => check);
  let calls = 0;
  const ownLabels = new Int32Array(4);
  const shared = new Map<number, Float64Array>();

  it('pass a right dataset', async () => {
    expect(await failures(define({}))).toEqual([]);
  });

  it.each<[string, ReturnType<typeof define>, string]>([
    ['repeats ids', define({ load: changed(({ ids }) => ({ ids: ids.map(() => 'same') })) }), 'ids are unique'],
    [
      'changes with time',
      define({
        load: changed(({ inputs }) => ({ inputs: { ...inputs, data: inputs.data.map((v) => v / (1 + ++calls)) } })),
      }),
      'same seed, same data',
    ],
    [
      'answers in its own order',
      define({
        load: (split, indices) =>
          load(
            split,
            Array.from(indices).sort((a, b) => a - b),
          ),
      }),
      'a subset, in any order, equals the whole',
    ],
    [
      'hands out its own buffer',
      define({
        load: async (split, indices) => {
          const examples = await load(split, indices);
          const data = shared.get(indices.length) ?? examples.inputs.data;
          shared.set(indices.length, data);
          return { ...examples, inputs: { ...examples.inputs, data } };
        },
      }),
      'loaded buffers belong to the caller',
    ],
    [
      'leaves its bounds',
      define({ bounds: [0, 0.2] }),
      'examples are finite, in bounds, of the declared shape and labels',
    ],
    [
      'repeats ids over its splits',
      define({ load: changed((_, indices) => ({ ids: Array.from(indices, (i) => `${i}`) })) }),
      'ids are unique',
    ],
    [
      'has a wrong label in its test split only',
      define({
        load: async (split, indices) => {
          const examples = await load(split, indices);
          return split === 'test' ? { ...examples, labels: examples.labels.fill(2) } : examples;
        },
      }),
      'examples are finite, in bounds, of the declared shape and labels',
    ],
    [
      'hands out its own labels',
      define({ load: changed(() => ({ labels: ownLabels })), size: { train: 4, test: 0 } }),
      'loaded buffers belong to the caller',
    ],
    ['takes any parameter', define({}, true) as never, 'refuses an unknown parameter by name'],
  ])('catch a dataset that %s', async (_, definition, check) => {
    expect(await failures(definition)).toContain(check);
  });
});

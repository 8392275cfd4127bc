import { describe, expect, it } from '@jest/globals';
import { runChecks } from '@fragility/plugin';
import { looseObject, strictObject } from 'valibot';
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
    params: loose ? looseObject({}) : strictObject({}),
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
      message: expect.stringMatching(/^\[dataset\/counting\] open\(\) returned undefined, expected .*; return them$/),
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

/** Examples at odd positions cannot be read. */
const broken: Dataset['load'] = async (split, indices) => {
  const [even, odd] = [0, 1].map((rest) => Array.from(indices).filter((i) => i % 2 === rest));
  return {
    ...(await load(split, even!)),
    skipped: odd!.map((index) => ({ index, id: `${split}-${index}`, reason: 'it is odd' })),
  };
};

describe('examples that cannot be read', () => {
  it('are left out, named, and warned of once', async () => {
    const said: string[] = [];
    const dataset = await openDataset(define({ load: broken }), {}, { seed: 1, warn: (message) => said.push(message) });
    const { ids, skipped } = await matrix(dataset);
    await matrix(dataset, { split: 'test', indices: [3, 2] });
    expect(ids).toEqual(['test-0', 'test-2']);
    expect(skipped).toEqual([
      { index: 1, id: 'test-1', reason: 'it is odd' },
      { index: 3, id: 'test-3', reason: 'it is odd' },
    ]);
    expect(said).toEqual([
      '[dataset/counting] example test-1 is skipped, 1 so far: it is odd',
      '[dataset/counting] example test-3 is skipped, 2 so far: it is odd',
    ]);
  });

  it('shrink the chunks of a stream, and an empty one is not yielded', async () => {
    const dataset = await openDataset(define({ load: broken }), {}, { seed: 1, warn: () => undefined });
    const chunks: string[] = [];
    for await (const { ids } of stream(dataset, { indices: [1, 3, 0, 1, 2] }, { size: 2 })) chunks.push(ids.join());
    expect(chunks).toEqual(['test-0', 'test-2']);
  });

  it('are an error where nothing is left', async () => {
    const dataset = await openDataset(define({ load: broken }), {}, { seed: 1, warn: () => undefined });
    await expect(matrix(dataset, { indices: [1, 3] })).rejects.toMatchObject({
      code: 'dataset/unreadable',
      message: expect.stringMatching(/none of 2 .*test-1: it is odd/),
    });
  });

  it.each<[string, object[], string]>([
    ['a position that was not asked for', [{ index: 3, id: 'test-3', reason: 'why not' }], 'dataset/skipped'],
    ['no reason', [{ index: 0, id: 'test-0', reason: '' }], 'dataset/skipped'],
    ['fewer than are missing', [], 'dataset/shape'],
  ])('are refused with %s', async (_, skipped, code) => {
    const dataset = await open({
      load: async (split) => ({ ...(await load(split, [])), skipped: skipped as never }),
    });
    await expect(dataset.load('test', [0])).rejects.toMatchObject({ code });
  });
});

describe('examples that are broken', () => {
  const at =
    (index: number, change: (examples: Examples, i: number) => void): Dataset['load'] =>
    async (split, indices) => {
      const examples = await load(split, indices);
      const i = Array.from(indices).indexOf(index);
      if (i >= 0) change(examples, i);
      return examples;
    };
  const nan = at(1, ({ inputs, labels }, i) => void (inputs.data[(i * inputs.data.length) / labels.length] = NaN));
  const label = (value: number): Dataset['load'] => at(1, ({ labels }, i) => void (labels[i] = value));

  it.each<[string, Dataset['load'], string, RegExp]>([
    ['NaN in them', nan, 'dataset/finite', /^example test-1 has NaN at coordinate 0, expected a finite number$/],
    ['a label beyond the classes', label(2), 'dataset/label', /^example test-1 has label 2, expected 0…1$/],
    ['a negative label', label(-1), 'dataset/label', /^example test-1 has label -1, expected 0…1$/],
  ])('by %s are left out and named, whoever else is asked for', async (_, broken, code, reason) => {
    const said: string[] = [];
    const dataset = await openDataset(define({ load: broken }), {}, { seed: 1, warn: (message) => said.push(message) });
    const { ids, labels, inputs, skipped } = await matrix(dataset);
    expect(ids).toEqual(['test-0', 'test-2', 'test-3']);
    expect([labels.length, inputs.shape[0]]).toEqual([3, 3]);
    expect(skipped).toEqual([{ index: 1, id: 'test-1', code, reason: expect.stringMatching(reason) }]);
    expect(said).toHaveLength(1);
    expect(await dataset.load('test', [1])).toMatchObject({ ids: [], skipped: [{ index: 1, code }] });
  });
});

describe('selections', () => {
  it('stream 64 MB at a time, or 256 examples', async () => {
    const asked: number[] = [];
    const shape = [224, 224, 3];
    const watched: Dataset = {
      ...right,
      shape,
      size: { train: 0, test: 60 },
      load: async (_split, { length }) => {
        asked.push(length);
        return {
          inputs: { data: new Float64Array(0), shape: [length, ...shape] },
          labels: new Int32Array(length),
          ids: [],
        };
      },
    };
    const chunks = stream(watched);
    await chunks.next();
    expect(asked).toEqual([55]);
    await chunks.next();
    expect(asked).toEqual([55, 5]);
    for await (const { labels } of stream({ ...watched, shape: [2], size: { train: 0, test: 300 } }))
      asked.push(labels.length);
    expect(asked.slice(2)).toEqual([256, 256, 44, 44]);
  });

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

  it('pass a right dataset, and one that names what it skips', async () => {
    expect(await failures(define({}))).toEqual([]);
    expect(await failures(define({ load: broken }))).toEqual([]);
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
    [
      'skips by the company an example is in',
      define({ load: (split, indices) => (indices.length > 1 ? broken : load)(split, indices) }),
      'what is skipped is skipped alone too',
    ],
    ['takes any parameter', define({}, true) as never, 'refuses an unknown parameter by name'],
  ])('catch a dataset that %s', async (_, definition, check) => {
    expect(await failures(definition)).toContain(check);
  });
});

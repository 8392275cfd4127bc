import { describe, expect, it } from '@jest/globals';
import type { Dataset } from '@fragility/dataset';
import { random, take } from '@fragility/numerics';
import { integer } from '@fragility/plugin';
import { looseObject, optional, strictObject } from 'valibot';
import { defineModel, referenceClassifier, type AnyModel, type ModelContext } from '../index.js';
import { failures } from '../testing/classifiers.js';
import { modelChecks } from './index.js';

const stream = random('points');
const points = { data: Float64Array.from({ length: 24 }, () => stream.uniform()), shape: [12, 2] };
const dataset: Dataset = {
  shape: [1, 2],
  classes: ['a', 'b'],
  bounds: [0, 1],
  size: { train: 12, test: 0 },
  load: async (_, indices) => ({
    inputs: { data: take(points, indices).data, shape: [indices.length, 1, 2] },
    labels: Int32Array.from(indices, (i) => i % 2),
    ids: Array.from(indices, String),
  }),
};

/** A random linear model of a seed. */
const linear = (seed: number | string, { bounds, shape: inputShape }: Dataset = dataset) => {
  const draws = random(seed);
  const weight = Float64Array.from({ length: 4 }, () => draws.normal());
  const layer = { inputs: 2, outputs: 2, weight, bias: new Float64Array(2), activation: { kind: 'identity' } } as const;
  return referenceClassifier([layer], { bounds, inputShape });
};

const good = defineModel({
  name: 'random-linear',
  summary: 'A random linear model',
  params: strictObject({ steps: optional(integer('steps of doing nothing'), 3) }),
  build: async ({ steps }, { seed, progress, checkpoint, dataset: data }) => {
    for (let step = 0; step <= steps; step++) {
      progress?.(step / steps, 'waiting');
      await checkpoint?.({ step, loss: 0, model: async () => linear(seed, data) });
    }
    return linear(seed, data);
  },
});

const building = (build: (context: ModelContext) => Promise<unknown>): AnyModel =>
  ({ ...good, build: (_: unknown, context: ModelContext) => build(context) }) as unknown as AnyModel;
const peeking = (offers: string, features = true): AnyModel =>
  ({ ...good, peek: async () => ({ offers, ...(features ? { features } : {}) }) }) as unknown as AnyModel;
const PEEK = 'says before it is built what it offers, where it says so';
const ORDER = 'progress and checkpoints are in order and change nothing';
let builds = 0;

const broken: readonly [string, string, AnyModel][] = [
  ['no summary', 'says what it is', { ...good, summary: '' }],
  ['loose parameters', 'refuses an unknown parameter by name', { ...good, params: looseObject({}) }],
  [
    'another number of classes',
    'fits the dataset: shape, classes and bounds',
    building(async () => ({ ...linear(1), classes: 3 })),
  ],
  [
    'other bounds',
    'fits the dataset: shape, classes and bounds',
    building(async () => linear(1, { ...dataset, bounds: [-1, 1] })),
  ],
  ['a seed of its own', 'same seed, same model', building(async () => linear(`build ${builds++}`))],
  [
    'progress in per cent',
    ORDER,
    building(async ({ progress }) => {
      progress?.(50, 'half');
      return linear(1);
    }),
  ],
  [
    'progress that falls back',
    ORDER,
    building(async ({ progress }) => {
      for (const share of [0.5, 0.2]) progress?.(share, 'again');
      return linear(1);
    }),
  ],
  [
    'checkpoints of one step',
    ORDER,
    building(async ({ checkpoint }) => {
      for (const step of [1, 1]) await checkpoint?.({ step, loss: 0, model: async () => linear(1) });
      return linear(1);
    }),
  ],
  [
    'checkpoints that are not waited for',
    ORDER,
    building(async ({ checkpoint }) => {
      await Promise.all([1, 2].map((step) => checkpoint?.({ step, loss: 0, model: async () => linear(1) })));
      return linear(1);
    }),
  ],
  [
    'a checkpoint without layers',
    ORDER,
    building(async ({ checkpoint }) => {
      const opaque = { logits: linear(1).logits };
      await checkpoint?.({ step: 0, loss: 0, model: async () => opaque as never });
      return linear(1);
    }),
  ],
  ['a checkpoint that disturbs training', ORDER, building(async ({ checkpoint }) => linear(checkpoint ? 2 : 1))],
  ['layers that it keeps to itself', PEEK, peeking('gradients')],
  ['features that it keeps to itself', PEEK, peeking('dense', false)],
  ['decisions where it offers scores', PEEK, peeking('decisions')],
  [
    'a flat input shape where the model says otherwise',
    'gradients are finite, of the shape of the inputs',
    building(async () => ({ ...linear(1), vjp: linear(1, { ...dataset, shape: [2] }).vjp })),
  ],
];

describe('modelChecks', () => {
  it('passes a correct model', async () => {
    expect(await failures(modelChecks(good, { params: { steps: 2 }, dataset, offers: 'dense' }))).toEqual([]);
  });

  it('passes a model that says what it offers', async () => {
    expect(await failures(modelChecks(peeking('dense'), { dataset, offers: 'dense' }))).toEqual([]);
  });

  it('has a name for every check, once', () => {
    const names = modelChecks(good, { dataset, offers: 'dense' }).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('needs no examples', async () => {
    const empty = { ...dataset, size: { train: 0, test: 0 } };
    expect(await failures(modelChecks(good, { dataset: empty, offers: 'dense' }))).toEqual([]);
  });

  it('passes on the context', async () => {
    const seeds = new Set<number>();
    const seen = building(async ({ seed }) => {
      seeds.add(seed);
      return linear(seed);
    });
    await failures(modelChecks(seen, { dataset, offers: 'dense', context: { seed: 7 } }));
    expect([...seeds]).toEqual([7]);
  });

  it.each(broken)('catches %s', async (_, check, definition) => {
    expect((await failures(modelChecks(definition, { dataset, offers: 'dense' }))).join('\n')).toContain(`${check}: `);
  });
});

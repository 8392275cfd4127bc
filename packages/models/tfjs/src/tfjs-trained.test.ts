import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { Dataset } from '@fragility/dataset';
import { buildModel, restoreModel, type ModelContext } from '@fragility/model';
import { modelChecks } from '@fragility/model/conformance';
import { random, take } from '@fragility/numerics';
import { runChecks } from '@fragility/plugin';
import { tfjs, tfjsTrained } from './index.js';

/** Images of 6×6 pixels with a bright bar across, down, or neither. */
function bars(train: number, test: number): Dataset {
  const stream = random('bars');
  const size = train + test;
  const data = Float64Array.from({ length: 36 * size }, () => Math.fround(0.3 * stream.uniform()));
  for (let i = 0; i < size; i++) {
    const at = Math.floor(6 * stream.uniform());
    for (let k = 0; k < 6 && i % 3 < 2; k++) data[36 * i + (i % 3 === 0 ? 6 * at + k : 6 * k + at)] = 0.9;
  }
  const inputs = { data, shape: [size, 6, 6] };
  return {
    shape: [6, 6],
    classes: ['across', 'down', 'neither'],
    bounds: [0, 1],
    size: { train, test },
    load: async (split, indices) => {
      const rows = Array.from(indices, (i) => (split === 'train' ? i : train + i));
      return { inputs: take(inputs, rows), labels: Int32Array.from(rows, (i) => i % 3), ids: rows.map(String) };
    },
  };
}

const layers = [
  { conv2d: { filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' } },
  { maxPooling2d: { poolSize: 2 } },
  { flatten: {} },
  { dropout: { rate: 0.1 } },
  { dense: { units: 3, activation: 'softmax' } },
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fragility-trained-'));
});
afterAll(() => rm(folder, { recursive: true }));

const build = (params: object, context: Partial<ModelContext> = {}) =>
  buildModel(
    tfjsTrained,
    { layers, epochs: 12, batch: 16, learningRate: 0.02, ...params },
    { dataset: bars(150, 60), seed: 1, engine: 'native', folder, ...context },
  );

describe('tfjs-trained', () => {
  it('learns with a small convnet, runs on the engine, and is saved', async () => {
    const held = tf.memory().numTensors;
    const model = await build({ save: 'kept' });
    expect(tf.memory().numTensors).toBe(held);
    expect(model.facts).toMatchObject({
      steps: 120,
      'trained on': expect.stringMatching(/^tfjs cpu/),
      engine: expect.stringMatching(/^native/),
    });
    expect(model.facts!['test accuracy']).toBeGreaterThan(0.9);
    const read = await buildModel(
      tfjs,
      { path: 'kept' },
      { dataset: bars(150, 60), seed: 1, engine: 'native', folder },
    );
    const x = (await bars(150, 60).load('test', [0, 1, 2])).inputs;
    expect((await read.logits(x)).data).toEqual((await model.logits(x)).data);
    await Promise.all([model.dispose!(), read.dispose!()]);
  }, 60_000);

  it('keeps the contract', async () => {
    const params = { layers: [layers[0], layers[2], layers[4]], epochs: 1, batch: 16, optimizer: 'sgd' };
    const problem = { params, dataset: bars(48, 0), context: { engine: 'native' } } as const;
    expect((await runChecks(modelChecks(tfjsTrained, problem))).filter(({ passed }) => !passed)).toEqual([]);
  }, 60_000);

  it.each([
    ['layers alone', [{ flatten: {} }, { dense: { units: 8, activation: 'relu' } }, { dense: { units: 3 } }], 'layers'],
    ['a graph', layers, 'graph'],
  ])('is kept as a file, as %s, which another process reads without TensorFlow.js', async (_, own, offered) => {
    const context = { dataset: bars(48, 6), seed: 1, engine: 'native', folder } as const;
    const params = { layers: own, epochs: 1, batch: 16 };
    const model = await buildModel(tfjsTrained, params, context);
    const read = await restoreModel(tfjsTrained, params, tfjsTrained.weights!.save(model)!, context);
    const { inputs } = await context.dataset.load('test', [0, 1, 2, 3, 4, 5]);
    expect(read).toHaveProperty(offered);
    expect(read.inputShape).toEqual(model.inputShape);
    expect((await read.logits(inputs)).data).toEqual((await model.logits(inputs)).data);
    await Promise.all([model.dispose!(), read.dispose!()]);
  });

  it.each<[string, object, Partial<ModelContext>, string | RegExp]>([
    ['no such layer', { layers: [{ convolution: {} }] }, {}, 'tfjs/layer'],
    ['two layers in one', { layers: [{ flatten: {}, dense: { units: 3 } }] }, {}, 'tfjs/layer'],
    ['settings that tfjs refuses', { layers: [{ conv2d: { filters: 2 } }] }, {}, 'tfjs/layer'],
    ['another number of classes', { layers: [{ flatten: {} }, { dense: { units: 2 } }] }, {}, 'tfjs/output'],
    ['no examples', {}, { dataset: bars(0, 3) }, 'tfjs/training'],
    ['a step too long', { optimizer: 'sgd', learningRate: 1e30 }, {}, 'tfjs/training'],
    ['a backend that cannot train it', { backend: 'wasm' }, {}, 'tfjs/kernel'],
    ['a backend that is not there', { backend: 'node' }, {}, 'tfjs/backend'],
  ])('refuses %s', async (_, params, context, code) => {
    await expect(build(params, context)).rejects.toMatchObject({ code });
  });

  it('stops at an abort', async () => {
    await expect(build({}, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});

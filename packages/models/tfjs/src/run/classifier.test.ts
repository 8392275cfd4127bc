import { describe, expect, it, jest } from '@jest/globals';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { classifierChecks } from '@fragility/model/conformance';
import { runChecks } from '@fragility/plugin';
import { filesOf, randomise } from '../testing/tfjs.js';
import { tensorClassifier, type TensorClassifierOptions } from './classifier.js';
import type { Backend } from './backend.js';
import { loadTensorFlow } from './load.js';
import { openNetwork } from './network.js';
import { selfCheck } from './checks/self-check.js';

const l = layers.layers;
type Layer = Parameters<layers.Sequential['add']>[0];

/** A classifier of images of 8×7×2 whose first layers are given. */
async function make(backend: Backend, all: Layer[], options: Partial<TensorClassifierOptions> = {}) {
  const flow = await loadTensorFlow(backend);
  await tf.setBackend('cpu');
  const model = layers.sequential();
  model.add(l.inputLayer({ inputShape: [8, 7, 2] }));
  all.forEach((layer) => model.add(layer));
  if (model.outputs[0]!.shape.length > 2) model.add(l.flatten());
  model.add(l.dense({ units: 3, activation: 'softmax' }));
  randomise(model, 'run');
  const files = await filesOf(model);
  model.dispose();
  const network = await openNetwork(flow, files);
  return { flow, network, model: await tensorClassifier(flow, network, { bounds: [0, 1], batch: 4, ...options }) };
}

const check = async (backend: Backend, all: Layer[]): Promise<void> => {
  const { model, flow } = await make(backend, all, {
    before: { scale: Float64Array.of(1), shift: Float64Array.of(-0.7) },
  });
  try {
    await selfCheck(model, flow.line);
  } finally {
    await model.dispose!();
  }
};

describe('tensorClassifier', () => {
  it('does not advertise other backends', async () => {
    const written = jest.spyOn(console, 'warn');
    await loadTensorFlow('cpu');
    tf.tensor([1]).dispose();
    expect(written).not.toHaveBeenCalled();
    expect(tf.env().getBool('PROD')).toBe(false);
    written.mockRestore();
  });

  it.each<[Backend, () => Layer[]]>([
    ['cpu', () => [l.conv2d({ filters: 4, kernelSize: 3, activation: 'tanh' }), l.averagePooling2d({ poolSize: 2 })]],
    ['wasm', () => [l.flatten(), l.dense({ units: 8, activation: 'tanh' })]],
  ])(
    'keeps the contract on %s',
    async (backend, all) => {
      const before = { scale: Float64Array.of(2, 1), shift: Float64Array.of(-1, 0.5) };
      const checks = classifierChecks(async () => (await make(backend, all(), { before })).model);
      expect((await runChecks(checks)).filter(({ passed }) => !passed)).toEqual([]);
    },
    60_000,
  );

  it('cuts the softmax, and leaves no tensors behind', async () => {
    const before = tf.memory().numTensors;
    const { model, network } = await make('cpu', [l.flatten()]);
    expect(network.end!.squashing).toEqual({
      kind: 'softmax',
      node: expect.stringMatching(/^dense_Dense\d+\/Softmax$/),
    });
    const x = { data: new Float64Array(9 * 112).fill(0.3), shape: [9, 8, 7, 2] };
    const held = tf.memory().numTensors;
    const { backward, logits } = await model.vjp(x);
    await backward(logits);
    expect(tf.memory().numTensors).toBe(held);
    await model.dispose!();
    expect(tf.memory().numTensors).toBe(before);
    await expect(model.logits(x)).rejects.toMatchObject({ code: 'tfjs/disposed' });
  });

  it('names the backend that lacks a kernel', async () => {
    const { model } = await make('wasm', [l.activation({ activation: 'relu' })]);
    const step = tf.getKernel('Step', 'wasm');
    tf.unregisterKernel('Step', 'wasm');
    try {
      const x = { data: new Float64Array(112), shape: [1, 8, 7, 2] };
      const { backward, logits } = await model.vjp(x);
      await expect(backward(logits)).rejects.toMatchObject({
        code: 'tfjs/kernel',
        message: expect.stringMatching(/tfjs wasm 4\.\d+\.\d+ cannot differentiate this model: .*Step/),
      });
    } finally {
      tf.registerKernel(step);
      await model.dispose!();
    }
  });

  it('says what to install for a backend that is not there', async () => {
    await expect(loadTensorFlow('node')).rejects.toMatchObject({
      code: 'tfjs/backend',
      message: expect.stringContaining(
        'npm install @tensorflow/tfjs-core@4 @tensorflow/tfjs-layers@4 @tensorflow/tfjs-node@4',
      ),
    });
  });
});

describe('selfCheck', () => {
  const conv = (): Layer => l.conv2d({ filters: 4, kernelSize: 3, activation: 'relu' });
  it('passes what is right', async () => {
    await check('cpu', [conv(), l.maxPooling2d({ poolSize: 2 })]);
    await check('wasm', [conv()]);
  });
  it.each<[string, Backend, () => Layer[]]>([
    ['maximum pooling on wasm', 'wasm', () => [l.maxPooling2d({ poolSize: 2 })]],
    [
      'average pooling with padding',
      'cpu',
      () => [conv(), l.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' })],
    ],
    ['resizing', 'cpu', () => [conv(), l.upSampling2d({ size: [2, 2] })]],
  ])('refuses %s', async (_, backend, all) => {
    await expect(check(backend, all())).rejects.toMatchObject({
      code: 'tfjs/gradient',
      message: expect.stringMatching(
        /the gradients of tfjs (cpu|wasm) .* are off by [\d.e+]+ % from finite differences/,
      ),
    });
  });
});

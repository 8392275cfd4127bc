import { beforeAll, describe, expect, it } from '@jest/globals';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import type { ModelFiles } from '../../layers-model/read.js';
import { tensorModel } from '../../tensor-model.js';
import { constant, float, node } from '../../testing/graph.js';
import { filesOf, randomise } from '../../testing/tfjs.js';
import { loadTensorFlow } from '../load.js';

const l = layers.layers;
type Layer = Parameters<layers.Sequential['add']>[0];

beforeAll(async () => {
  await loadTensorFlow('wasm');
  await loadTensorFlow('cpu');
});

async function network(...all: Layer[]): Promise<ModelFiles> {
  const model = layers.sequential({ layers: [l.inputLayer({ inputShape: [7, 6, 3] }), ...all] });
  model.add(l.flatten());
  model.add(l.dense({ units: 3, activation: 'softmax' }));
  randomise(model, 'forward-check');
  const files = await filesOf(model);
  model.dispose();
  return files;
}

/** Runs something while a kernel of wasm adds to what it gives. */
async function whileBroken(kernelName: string, add: number, run: () => Promise<void>): Promise<void> {
  const kernel = tf.getKernel(kernelName, 'wasm');
  const broken: tf.KernelFunc = (given) => {
    const made = kernel.kernelFunc(given) as tf.TensorInfo;
    return tf.add(tf.engine().makeTensorFromTensorInfo(made), add);
  };
  tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({ ...kernel, kernelFunc: broken });
  try {
    await run();
  } finally {
    tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel(kernel);
  }
}

const opened = async (files: ModelFiles, check = true): Promise<void> => {
  const before = tf.memory().numTensors;
  try {
    const model = await tensorModel(files, {
      backend: 'wasm',
      bounds: [0, 1],
      preprocessing: { mean: 0.5, std: [0.5, 1, 2] },
      check,
    });
    await model.dispose!();
  } finally {
    expect(tf.memory().numTensors).toBe(before);
  }
};
const refusal = (where: string) => ({
  code: 'tfjs/forward',
  message: expect.stringMatching(
    new RegExp(
      `tfjs wasm \\S+ gives other outputs than plain JavaScript, by \\S+ % of the largest, from ${where} on; choose another backend`,
    ),
  ),
});

describe('forwardCheck', () => {
  const window = { kernelSize: [3, 2] as [number, number], strides: 3, padding: 'same' as const, name: 'zero' };
  it.each<[string, Layer]>([
    ['DepthwiseConv2D', l.depthwiseConv2d(window)],
    ['Conv2D', l.conv2d({ ...window, filters: 2 })],
  ])('refuses the %s that wasm takes for zeros, by the name of its layer', async (kind, layer) => {
    const files = await network(l.activation({ activation: 'tanh' }), layer);
    await expect(opened(files)).rejects.toMatchObject(refusal(`layer 'zero' \\(${kind}\\)`));
    await expect(opened(files, false)).resolves.toBeUndefined();
  });

  it('refuses a kernel that is a little off, and no other', async () => {
    const files = await network(l.activation({ activation: 'tanh', name: 'curve' }));
    await opened(files);
    await whileBroken('Tanh', 0.02, () =>
      expect(opened(files)).rejects.toMatchObject(refusal("layer 'curve' \\(Activation\\)")),
    );
    await whileBroken('Tanh', NaN, () => expect(opened(files)).rejects.toMatchObject({ code: 'tfjs/forward' }));
    await whileBroken('Relu', 1, () => opened(files));
  });

  it('names the node of a graph-model', async () => {
    const shape = { shape: { dim: [-1, 3].map((each) => ({ size: String(each) })) } };
    const nodes = [
      node('x', 'Placeholder', [], { dtype: float, shape }),
      constant('w'),
      node('product', 'MatMul', ['x', 'w'], { transpose_a: { b: false }, transpose_b: { b: false } }),
      node('curve', 'Tanh', ['product']),
      node('out', 'Identity', ['curve']),
    ];
    const files: ModelFiles = {
      location: 'memory',
      format: 'graph-model',
      topology: { node: nodes, versions: { producer: 1 } },
      signature: undefined,
      weights: new Map([['w', { dtype: 'float32', shape: [3, 2], data: Float32Array.of(1, -1, 0.5, 2, -2, 1) }]]),
      checksum: '',
    };
    await opened(files);
    await whileBroken('Tanh', 0.5, () =>
      expect(opened(files)).rejects.toMatchObject(refusal("node 'curve' \\(Tanh\\)")),
    );
  });
});

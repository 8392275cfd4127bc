import { beforeAll, describe, expect, it } from '@jest/globals';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { forward } from '@fragility/numerics/dense';
import { filesOf, inputsFor, randomise } from '../testing/tfjs.js';
import { prepare } from './convert.js';
import { denseLayersOf } from './dense-network.js';
import { preprocessingOf } from './preprocessing.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const l = layers.layers;
type Layer = Parameters<layers.Sequential['add']>[0];
const SHAPE = [2, 3, 2];

const sequential = (...all: Layer[]): layers.LayersModel => {
  const model = layers.sequential();
  model.add(l.inputLayer({ inputShape: SHAPE }));
  all.forEach((layer) => model.add(layer));
  randomise(model, 'dense');
  return model;
};

describe('denseLayersOf', () => {
  it('has the logits of TensorFlow.js, preprocessing and normalisation folded in', async () => {
    const model = sequential(
      l.flatten(),
      l.dense({ units: 8 }),
      l.batchNormalization({}),
      l.leakyReLU({ alpha: 0.1 }),
      l.batchNormalization({}),
      l.dropout({ rate: 0.2 }),
      l.dense({ units: 6, activation: 'tanh' }),
      l.dense({ units: 5, useBias: false }),
      l.activation({ activation: 'relu' }),
      l.dense({ units: 4 }),
    );
    const [scale, offset] = [2, [-1, 0.5]];
    const prepared = prepare(await filesOf(model), {});
    const dense = denseLayersOf(prepared, preprocessingOf({ scale, offset }, 2))!;
    expect(dense.map(({ activation }) => activation.kind)).toEqual(['leaky-relu', 'tanh', 'relu', 'identity']);
    const data = inputsFor(SHAPE, 3);
    const moved = data.map((v, k) => v * scale + offset[k % 2]!);
    const expected = (model.predict(tf.tensor(moved, [3, ...SHAPE])) as tf.Tensor).dataSync();
    for (let i = 0; i < 3; i++) {
      const logits = forward(dense, Float64Array.from(data.subarray(12 * i, 12 * i + 12)));
      logits.forEach((v, k) => expect(v).toBeCloseTo(expected[4 * i + k]!, 4));
    }
  });

  it.each<[string, Layer[]]>([
    ['a convolution', [l.conv2d({ filters: 2, kernelSize: 2 }), l.flatten(), l.dense({ units: 2 })]],
    ['another activation', [l.flatten(), l.dense({ units: 2, activation: 'sigmoid' })]],
    ['a dense layer on images', [l.dense({ units: 2 }), l.flatten()]],
    ['a normalisation at the end', [l.flatten(), l.dense({ units: 2, activation: 'relu' }), l.batchNormalization({})]],
    ['two activations', [l.flatten(), l.dense({ units: 2, activation: 'relu' }), l.activation({ activation: 'tanh' })]],
  ])('is undefined for %s', async (_, all) => {
    expect(denseLayersOf(prepare(await filesOf(sequential(...all)), {}), undefined)).toBeUndefined();
  });
});

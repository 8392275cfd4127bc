import { beforeAll, describe, expect, it } from '@jest/globals';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { converted, edited, off } from '../testing/converted.js';
import { randomise } from '../testing/tfjs.js';
import { convertLayersModel } from './convert.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const l = layers.layers;
type Layer = Parameters<layers.Sequential['add']>[0];
const BOUND = 1e-5;
/** The usual one, orthogonal, takes a part of TensorFlow.js that is not loaded here. */
const recurrentInitializer = 'glorotNormal';

/** Layers between inputs of some shape and three logits. */
function network(inputShape: number[], ...between: Layer[]): layers.LayersModel {
  const model = layers.sequential();
  model.add(l.inputLayer({ inputShape }));
  for (const layer of between) model.add(layer);
  if (model.outputs[0]!.shape.length > 2) model.add(l.flatten());
  model.add(l.dense({ units: 3 }));
  randomise(model, 'layers');
  return model;
}

async function expectEqual(inputShape: number[], ...between: Layer[]): Promise<void> {
  const { logits, gradient, peerLogits, peerGradient } = await converted(network(inputShape, ...between), inputShape);
  expect(off(logits, peerLogits())).toBeLessThan(BOUND);
  expect(off(gradient, peerGradient())).toBeLessThan(BOUND);
}

const IMAGE = [5, 6, 3];
const SEQUENCE = [11, 4];
const paddings = ['valid', 'same'] as const;
const each = (strides: number[]) => paddings.flatMap((padding) => strides.map((stride) => [padding, stride] as const));

describe('logits and gradients are those of TensorFlow.js:', () => {
  it.each(each([1, 2, 3, 4]))('Conv2DTranspose, %s, stride %i', (padding, strides) =>
    expectEqual(IMAGE, l.conv2dTranspose({ filters: 4, kernelSize: [3, 2], strides, padding, activation: 'tanh' })),
  );
  it('Conv2DTranspose without bias, between convolutions, normalised', () =>
    expectEqual(
      IMAGE,
      l.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' }),
      l.conv2dTranspose({ filters: 5, kernelSize: 4, strides: 2, padding: 'same', useBias: false }),
      l.batchNormalization({}),
      l.conv2d({ filters: 2, kernelSize: 2 }),
    ));
  it('UpSampling2D, bilinear, of a square', () =>
    expectEqual([5, 5, 3], l.upSampling2d({ size: [2, 2], interpolation: 'bilinear' })));
  it.each(each([1, 2, 3]))('Conv1D, %s, stride %i', (padding, strides) =>
    expectEqual(SEQUENCE, l.conv1d({ filters: 5, kernelSize: 3, strides, padding, activation: 'tanh' })),
  );
  it('Conv1D one after another, normalised, pooled', async () => {
    await expectEqual(
      SEQUENCE,
      l.conv1d({ filters: 6, kernelSize: 3 }),
      l.batchNormalization({}),
      l.activation({ activation: 'tanh' }),
      l.maxPooling1d({ poolSize: 2 }),
      l.conv1d({ filters: 5, kernelSize: 2, useBias: false }),
      l.globalAveragePooling1d({}),
    );
    await expectEqual(SEQUENCE, l.averagePooling1d({ poolSize: 3, strides: 2 }), l.globalMaxPooling1d({}));
  });
  it.each([-1, [3], [2, 3], [1, 2, 3]])('LayerNormalization of images over %j', (axis) =>
    expectEqual(IMAGE, l.conv2d({ filters: 4, kernelSize: 2 }), l.layerNormalization({ axis: axis as number[] })),
  );
  it.each<[string, () => Layer]>([
    ['SimpleRNN', () => l.simpleRNN({ units: 3, recurrentInitializer, goBackwards: true })],
    ['LSTM', () => l.lstm({ units: 3, recurrentInitializer, recurrentActivation: 'sigmoid' })],
    ['GRU', () => l.gru({ units: 3, recurrentInitializer, returnSequences: true })],
    [
      'a Bidirectional',
      () =>
        l.bidirectional({ layer: l.lstm({ units: 2, recurrentInitializer, returnSequences: true }), mergeMode: 'sum' }),
    ],
  ])('%s', async (_, layer) => expectEqual(SEQUENCE, layer()));
  it('LayerNormalization of sequences and vectors', async () => {
    await expectEqual(SEQUENCE, l.layerNormalization({ epsilon: 0.1 }));
    await expectEqual([9], l.layerNormalization({}), l.dense({ units: 4, activation: 'tanh' }));
  });
});

/**
 * TensorFlow.js differentiates these wrongly or not at all on the cpu. The models are affine:  ∂(c · f)/∂x_k = c · (f(e_k) − f(0)).
 */
it.each<[string, number[], () => Layer]>([
  ['UpSampling2D, nearest', IMAGE, () => l.upSampling2d({ size: [2, 3] })],
  ['UpSampling2D, bilinear', IMAGE, () => l.upSampling2d({ size: [3, 2], interpolation: 'bilinear' })],
  ['Conv1D, valid, dilated', SEQUENCE, () => l.conv1d({ filters: 5, kernelSize: 3, dilationRate: 2 })],
  ['Conv1D, same, dilated', SEQUENCE, () => l.conv1d({ filters: 5, kernelSize: 2, dilationRate: 3, padding: 'same' })],
])('%s has the gradient of an affine function', async (_, shape, layer) => {
  const { x, c, logits, gradient, peerLogits } = await converted(network(shape, layer()), shape);
  expect(off(logits, peerLogits())).toBeLessThan(BOUND);
  const still = peerLogits(new Float64Array(x.length));
  const expected = new Float64Array(x.length / 2).map((_, k) => {
    const moved = peerLogits(new Float64Array(x.length).fill(1, k, k + 1));
    return c.subarray(0, 3).reduce((sum, value, j) => sum + value * (moved[j]! - still[j]!), 0);
  });
  expect(off(gradient.slice(0, x.length / 2), expected)).toBeLessThan(BOUND);
});

describe('what TensorFlow.js cannot do itself is what it does with a model that says the same:', () => {
  it('LayerNormalization without scale and centre', async () => {
    const model = network([9], l.layerNormalization({}), l.dense({ units: 4, activation: 'tanh' }));
    const [gamma, beta] = model.layers[1]!.weights;
    gamma!.write(tf.ones([9]));
    beta!.write(tf.zeros([9]));
    const { logits, gradient, peerLogits, peerGradient } = await converted(model, [9], (text) => {
      expect(text).toMatch(/"center":true,"scale":true/);
      return text.replace('"center":true,"scale":true', '"center":false,"scale":false');
    });
    expect(off(logits, peerLogits())).toBeLessThan(BOUND);
    expect(off(gradient, peerGradient())).toBeLessThan(BOUND);
  });

  it.each([1, 2])('Conv1D, causal, dilated by %i', async (dilationRate) => {
    const [places, channels] = SEQUENCE as [number, number];
    const reach = 2 * dilationRate;
    const model = network([places + reach, channels], l.conv1d({ filters: 5, kernelSize: 3, dilationRate }));
    const { x, logits, gradient, peerLogits, peerGradient } = await converted(model, SEQUENCE, (text) =>
      text.replace('"padding":"valid"', '"padding":"causal"').replace(`[null,${places + reach},`, `[null,${places},`),
    );
    const [size, border] = [places * channels, reach * channels];
    const padded = new Float64Array(2 * (size + border));
    [0, 1].forEach((i) => padded.set(x.subarray(i * size, (i + 1) * size), i * (size + border) + border));
    expect(off(logits, peerLogits(padded))).toBeLessThan(BOUND);
    if (dilationRate > 1) return;
    const wide = peerGradient(padded);
    const cut = Float64Array.from(x, (_, k) => wide[k + border * (1 + Math.floor(k / size))]!);
    expect(off(gradient, cut)).toBeLessThan(BOUND);
  });
});

describe('refused:', () => {
  it.each<[string, Layer, RegExp]>([
    ['an unknown interpolation', l.upSampling2d({ size: [2, 2] }), /resizes by 'cubic'/],
    ['a sequence layer on images', l.conv1d({ filters: 2, kernelSize: 2 }), /shape \[5, 6, 3\], expected \[places/],
  ])('%s', async (what, layer, message) => {
    const model = network(what.includes('sequence') ? [30, 3] : IMAGE, layer);
    const files = await edited(model, (text) =>
      text.replace('"nearest"', '"cubic"').replace('[null,30,3]', '[null,5,6,3]'),
    );
    expect(() => convertLayersModel(files)).toThrow(message);
  });
});

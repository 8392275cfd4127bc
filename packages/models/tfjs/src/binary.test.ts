import { beforeAll, describe, expect, it } from '@jest/globals';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { asDifferentiable, isDense, type Classifier } from '@fragility/model';
import { random } from '@fragility/numerics';
import { engineClassifier } from './engine-classifier.js';
import { tensorModel } from './tensor-model.js';
import { filesOf, randomise } from './testing/tfjs.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const l = layers.layers;
type Layer = Parameters<layers.Sequential['add']>[0];
const SHAPE = [6, 5, 2];
const COUNT = 4;

function network(...last: Layer[]): layers.LayersModel {
  const model = layers.sequential();
  model.add(l.inputLayer({ inputShape: SHAPE }));
  for (const layer of last) model.add(layer);
  randomise(model, 'binary');
  return model;
}

const features = (): Layer[] => [l.conv2d({ filters: 3, kernelSize: 3, activation: 'tanh' }), l.flatten()];
const stream = random('binary');
const x = {
  data: Float64Array.from({ length: COUNT * 60 }, () => Math.fround(stream.normal())),
  shape: [COUNT, ...SHAPE],
};

/** Logits, and the gradient of  z  by a cotangent that would see a first logit other than 0. */
async function answers(model: Classifier) {
  const { logits, backward } = await asDifferentiable(model).vjp(x);
  const c = { data: Float64Array.from({ length: 2 * COUNT }, (_, k) => (k % 2 ? 1 : 100)), shape: [COUNT, 2] };
  const gradient = (await backward(c)).data;
  return { logits: logits.data, gradient };
}

const close = (a: Float64Array, b: Float64Array): void => {
  expect(a.length).toBe(b.length);
  a.forEach((value, k) => expect(value).toBeCloseTo(b[k]!, 5));
};

describe('binary classifiers', () => {
  it.each<[string, () => Layer[], string]>([
    ['a sigmoid in the last layer', () => [l.dense({ units: 1, activation: 'sigmoid', name: 'z' })], 'z/Sigmoid'],
    [
      'a sigmoid after it',
      () => [
        l.dense({ units: 1, name: 'z' }),
        l.dropout({ rate: 0.5 }),
        l.activation({ activation: 'sigmoid', name: 's' }),
      ],
      's/Sigmoid',
    ],
  ])('with %s have the logits 0 and z, of which softmax gives the probability', async (_, last, cut) => {
    const model = network(...features(), ...last());
    const files = await filesOf(model);
    const ours = await engineClassifier(files);
    const peer = await tensorModel(files, { backend: 'cpu' });
    for (const { classes, facts } of [ours, peer]) {
      expect(classes).toBe(2);
      expect(facts).toMatchObject({
        'sigmoid cut off': cut,
        'two classes': 'the one output z as logits 0 and z',
      });
    }
    const [a, b] = [await answers(ours), await answers(peer)];
    const said = (model.predict(tf.tensor(Float32Array.from(x.data), x.shape)) as tf.Tensor).dataSync();
    for (let i = 0; i < COUNT; i++) {
      expect(a.logits[2 * i]).toBe(0);
      expect(1 / (1 + Math.exp(-a.logits[2 * i + 1]!))).toBeCloseTo(said[i]!, 6);
    }
    close(a.logits, b.logits);
    close(a.gradient, b.gradient);
    expect(Math.max(...a.gradient.map(Math.abs))).toBeGreaterThan(0.01);
    await Promise.all([ours.dispose!(), peer.dispose!()]);
  });

  it('of dense layers keep them readable, in float64 too', async () => {
    const model = network(l.flatten(), l.dense({ units: 7, activation: 'relu' }), l.dense({ units: 1 }));
    const files = await filesOf(model);
    const ours = await engineClassifier(files, { precision: 'float64' });
    expect([isDense(ours), ours.classes, ours.facts!['sigmoid cut off']]).toEqual([true, 2, undefined]);
    const said = (model.predict(tf.tensor(Float32Array.from(x.data), x.shape)) as tf.Tensor).dataSync();
    close(
      (await answers(ours)).logits,
      Float64Array.from({ length: 2 * COUNT }, (_, k) => (k % 2 ? said[k >> 1]! : 0)),
    );
    await ours.dispose!();
  });

  it.each<[string, () => Layer[], (z: number) => number]>([
    ['another activation', () => [l.dense({ units: 1, activation: 'tanh' })], (z) => z],
    [
      'one filter',
      () => [l.reshape({ targetShape: [1, 1, 36] }), l.conv2d({ filters: 1, kernelSize: 1 }), l.flatten()],
      (z) => z,
    ],
    [
      'a sigmoid, clipped',
      () => [l.dense({ units: 1, activation: 'sigmoid' }), l.reLU({ maxValue: 0.75 })],
      (z) => Math.min(0.75, 1 / (1 + Math.exp(-z))),
    ],
  ])('are seen in one output with %s, on the engine and in TensorFlow.js', async (_, last, end) => {
    const model = network(...features(), ...last());
    const files = await filesOf(model);
    const [ours, peer] = [await engineClassifier(files), await tensorModel(files, { backend: 'cpu' })];
    const [a, b] = [await answers(ours), await answers(peer)];
    const said = (model.predict(tf.tensor(Float32Array.from(x.data), x.shape)) as tf.Tensor).dataSync();
    for (let i = 0; i < COUNT; i++) {
      expect(a.logits[2 * i]).toBe(0);
      expect(end(a.logits[2 * i + 1]!)).toBeCloseTo(said[i]!, 6);
    }
    close(a.logits, b.logits);
    close(a.gradient, b.gradient);
    await Promise.all([ours.dispose!(), peer.dispose!()]);
  });

  it('are not seen in several sigmoids, which are cut', async () => {
    const files = await filesOf(network(...features(), l.dense({ units: 3, activation: 'sigmoid' })));
    const model = await engineClassifier(files);
    expect([model.classes, model.facts]).toEqual([
      3,
      expect.objectContaining({ 'sigmoid cut off': expect.any(String) }),
    ]);
    expect(model.facts).not.toHaveProperty('two classes');
    await model.dispose!();
  });
});

import { beforeAll, describe, expect, it } from '@jest/globals';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import type { Activation } from '@fragility/numerics/dense';
import { data, difference, network } from '../testing/networks.js';
import { denseClassifier } from './classifier.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe.each(['native', 'wasm'] as const)('denseClassifier on %s against tfjs-core', (engine) => {
  const kinds: Activation[] = [{ kind: 'relu' }, { kind: 'tanh' }, { kind: 'leaky-relu', slope: 0.2 }];
  it.each(kinds)('has the same logits and gradients: %j', async (activation) => {
    const layers = network([20, 40, 30, 10], activation);
    const f = (x: tf.Tensor2D): tf.Tensor2D =>
      layers.reduce((h: tf.Tensor2D, { inputs, outputs, weight, bias, activation: { kind } }) => {
        const z = tf.add(
          tf.matMul(h, tf.tensor2d(Float32Array.from(weight), [outputs, inputs]), false, true),
          tf.tensor1d(Float32Array.from(bias)),
        );
        if (kind === 'relu') return tf.relu(z) as tf.Tensor2D;
        if (kind === 'tanh') return tf.tanh(z) as tf.Tensor2D;
        if (kind === 'leaky-relu') return tf.leakyRelu(z, 0.2) as tf.Tensor2D;
        return z as tf.Tensor2D;
      }, x);
    const [x, c] = [data(8, 20), data(8, 10, 2)];
    const input = tf.tensor2d(Float32Array.from(x.data), [8, 20]);
    const cotangent = tf.tensor2d(Float32Array.from(c.data), [8, 10]);
    const expected = tf.grad((at: tf.Tensor) => f(at as tf.Tensor2D))(input, cotangent);
    const model = await denseClassifier(layers, { engine });
    const { logits, backward } = await model.vjp(x);
    expect(difference(logits.data, Float64Array.from(f(input).dataSync()))).toBeLessThan(1e-5);
    expect(difference((await backward(c)).data, Float64Array.from(expected.dataSync()))).toBeLessThan(1e-5);
    await model.dispose!();
  });
});

import { beforeAll, describe, expect, it } from '@jest/globals';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { asDifferentiable } from '@fragility/model';
import { random } from '@fragility/numerics';
import { tensorModel } from '../../tensor-model.js';
import { filesOf, randomise } from '../../testing/tfjs.js';
import { withoutFilterGradients } from './filter-gradients.js';
import { loadTensorFlow } from '../load.js';
import { addGradients } from './wasm.js';

const l = layers.layers;
const stream = random('run/wasm.test');
const draw = (size: number): Float32Array => Float32Array.from({ length: size }, () => stream.normal());
const off = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (v, k) => Math.abs(v - b[k]!))) / Math.max(...Array.from(b, Math.abs));

beforeAll(async () => {
  await loadTensorFlow('wasm');
});

describe('the gradient of a depthwise convolution on wasm', () => {
  const cases = ([1, 2, 3] as const).flatMap((stride) =>
    (['same', 'valid'] as const).flatMap((pad) =>
      ([1, 3] as const).flatMap((multiplier) =>
        (
          [
            [3, 2],
            [1, 4],
          ] as const
        ).map(([rows, columns]) => ({ stride, pad, multiplier, rows, columns })),
      ),
    ),
  );
  it.each(cases)('is the one on cpu: %j', async ({ stride, pad, multiplier, rows, columns }) => {
    const shape = [2, 7, 6, 3] as [number, number, number, number];
    const [x, w, cotangent] = [draw(252), draw(rows * columns * 3 * multiplier), draw(2000)];
    const on = async (backend: string): Promise<Float32Array> => {
      await tf.setBackend(backend);
      return tf.tidy(() => {
        const filter = tf.tensor4d(w, [rows, columns, 3, multiplier]);
        const f = (at: tf.Tensor): tf.Tensor => tf.depthwiseConv2d(at as tf.Tensor4D, filter, stride, pad);
        const made = f(tf.tensor4d(x, shape));
        const dy = tf.tensor(cotangent.subarray(0, made.size), made.shape);
        return tf.grad(f)(tf.tensor4d(x, shape), dy).dataSync() as Float32Array;
      });
    };
    const [ours, theirs] = [await on('wasm'), await on('cpu')];
    expect(off(ours, theirs)).toBeLessThan(1e-5);
  });

  it('is not put in the place of another', () => {
    const kernel = tf.getKernel(tf.DepthwiseConv2dNativeBackpropInput, 'wasm');
    addGradients(tf);
    expect(tf.getKernel(tf.DepthwiseConv2dNativeBackpropInput, 'wasm')).toBe(kernel);
  });
});

describe('a network like MobileNet', () => {
  it('has the same logits and gradients on wasm as on cpu', async () => {
    const model = layers.sequential();
    model.add(l.inputLayer({ inputShape: [9, 9, 2] }));
    model.add(l.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: 'same', useBias: false }));
    model.add(l.batchNormalization({}));
    model.add(l.reLU({ maxValue: 6 }));
    model.add(l.depthwiseConv2d({ kernelSize: 3, padding: 'same', useBias: false }));
    model.add(l.reLU({ maxValue: 6 }));
    model.add(l.conv2d({ filters: 5, kernelSize: 1 }));
    model.add(l.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same', activation: 'tanh' }));
    model.add(l.globalAveragePooling2d({}));
    model.add(l.dense({ units: 3, activation: 'softmax' }));
    randomise(model, 'mobile');
    const files = await filesOf(model);
    const x = { data: Float64Array.from(draw(324)), shape: [2, 9, 9, 2] };
    const c = { data: Float64Array.from(draw(6)), shape: [2, 3] };
    const ours = await tensorModel(files, { backend: 'wasm', bounds: [-3, 3] });
    const theirs = await tensorModel(files, { backend: 'cpu', bounds: [-3, 3] });
    const a = await asDifferentiable(ours).vjp(x);
    const gradient = (await a.backward(c)).data;
    const b = await asDifferentiable(theirs).vjp(x);
    expect(off(a.logits.data, b.logits.data)).toBeLessThan(1e-5);
    expect(off(gradient, (await b.backward(c)).data)).toBeLessThan(1e-4);
    await ours.dispose!();
    await theirs.dispose!();
  }, 60_000);
});

describe('without gradients of filters', () => {
  it('leaves the kernels as they were, also after an error', async () => {
    await tf.setBackend('cpu');
    const kernel = tf.getKernel('Conv2DBackpropFilter', 'cpu');
    expect(kernel).toBeDefined();
    const inside = withoutFilterGradients(tf, () => tf.getKernel('Conv2DBackpropFilter', 'cpu'));
    expect(inside).not.toBe(kernel);
    expect(() =>
      withoutFilterGradients(tf, () => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(tf.getKernel('Conv2DBackpropFilter', 'cpu')).toBe(kernel);
  });
});

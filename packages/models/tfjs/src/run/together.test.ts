import { describe, expect, it } from '@jest/globals';
import * as layers from '@tensorflow/tfjs-layers';
import { asDifferentiable } from '@fragility/model';
import { random } from '@fragility/numerics';
import { tensorModel } from '../tensor-model.js';
import { filesOf, randomise } from '../testing/tfjs.js';
import type { Backend } from './backend.js';
import { loadTensorFlow } from './load.js';

const l = layers.layers;
const stream = random('run/together.test');
const draw = (size: number): Float64Array => Float64Array.from({ length: size }, () => Math.fround(stream.normal()));
const off = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, value, k) => Math.max(most, Math.abs(value - b[k]!)), 0);

describe('models on several backends at once', () => {
  it('open, compute and differentiate while the others do, each on its own', async () => {
    await loadTensorFlow('cpu');
    const model = layers.sequential({
      layers: [l.dense({ units: 8, activation: 'tanh', inputShape: [6] }), l.dense({ units: 3 })],
    });
    randomise(model, 'together');
    const files = await filesOf(model);
    model.dispose();
    const backends: Backend[] = ['cpu', 'wasm', 'wasm', 'cpu'];
    const opened = await Promise.all(backends.map((backend) => tensorModel(files, { backend, batch: 1 })));
    expect(opened.map(({ facts }) => String(facts!['engine']).split(' ')[1])).toEqual(backends);
    const x = { data: draw(5 * 6), shape: [5, 6] };
    const c = { data: draw(5 * 3), shape: [5, 3] };
    const answers = await Promise.all(
      opened.map(async (each) => {
        const { logits, backward } = await asDifferentiable(each).vjp(x);
        return { logits: logits.data, gradient: (await backward(c)).data };
      }),
    );
    for (const { logits, gradient } of answers) {
      expect(off(logits, answers[0]!.logits)).toBeLessThan(1e-5);
      expect(off(gradient, answers[0]!.gradient)).toBeLessThan(1e-5);
    }
    expect(answers[0]!.logits).not.toEqual(answers[1]!.logits);
    await Promise.all(opened.map((each) => each.dispose!()));
  });
});

import { describe, expect, it } from '@jest/globals';
import { isDifferentiable, type DifferentiableClassifier } from '@fragility/model';
import { classifierChecks } from '@fragility/model/conformance';
import { random, type Batch } from '@fragility/numerics';
import { runChecks } from '@fragility/plugin';
import { engineClassifier } from './engine-classifier.js';
import { readModelFiles } from './layers-model/read.js';
import { tensorModel } from './tensor-model.js';
import { DATA, hasData } from './testing/data.js';
import { mnistTest } from './testing/mnist.js';

const real = hasData() ? describe : describe.skip;
const filesOf = (name: string) => readModelFiles(`${DATA}/models/${name}`);

async function answers(
  model: DifferentiableClassifier,
  x: Batch,
): Promise<{ logits: Float64Array; gradient: Float64Array }> {
  const { logits, backward } = await model.vjp(x);
  const stream = random('cotangent');
  const c = { data: logits.data.map(() => stream.normal()), shape: logits.shape };
  return { logits: logits.data, gradient: (await backward(c)).data };
}

/** ‖a − b‖ / ‖b‖. */
const off = (a: Float64Array, b: Float64Array): number => Math.hypot(...a.map((v, k) => v - b[k]!)) / Math.hypot(...b);

real('real models on the engine', () => {
  it.each(['mnist-cnn-autoattack', 'mnist-nopool-cnn-art'])(
    '%s has the logits and gradients of TensorFlow.js',
    async (name) => {
      const files = await filesOf(name);
      const { images } = await mnistTest();
      const x = {
        data: Float64Array.from(images.subarray(0, 4 * 784), (v) => Math.fround(v / 255)),
        shape: [4, 28, 28, 1],
      };
      const model = await engineClassifier(files, { bounds: [0, 1] });
      const peer = await tensorModel(files, { backend: 'cpu', bounds: [0, 1], check: name.includes('nopool') });
      const [ours, theirs] = [await answers(model, x), await answers(peer, x)];
      expect(off(ours.logits, theirs.logits)).toBeLessThan(1e-5);
      expect(off(ours.gradient, theirs.gradient)).toBeLessThan(1e-4);
      await Promise.all([model.dispose!(), peer.dispose!()]);
    },
    60_000,
  );

  it('MobileNet has gradients that equal finite differences', async () => {
    const files = await filesOf('mobilenet_v1_0.75_224');
    const model = await engineClassifier(files, { bounds: [0, 1], preprocessing: { scale: 2, offset: -1 } });
    expect(isDifferentiable(model)).toBe(true);
    expect(model.facts!['softmax cut off']).toBe(
      "the softmax 'act_softmax' and 'reshape_2'; logits are those of 'conv_preds'",
    );
    const stream = random('pixels');
    const inputs = (): Batch => ({
      data: Float64Array.from({ length: 2 * 224 * 224 * 3 }, () => Math.fround(stream.uniform())),
      shape: [2, 224, 224, 3],
    });
    const checks = classifierChecks(async () => ({ ...model, dispose: async () => undefined }), { inputs });
    const differences = checks.filter(({ name }) => name === 'gradients equal finite differences');
    expect(differences.length).toBe(1);
    expect((await runChecks(differences)).filter(({ passed }) => !passed)).toEqual([]);
    await model.dispose!();
  }, 60_000);
});

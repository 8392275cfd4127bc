import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { asDifferentiable, type Classifier } from '@fragility/model';
import { dot, random, type Batch } from '@fragility/numerics';
import { engineClassifier } from './engine-classifier.js';
import { readModelFiles } from './layers-model/read.js';
import { tensorModel } from './tensor-model.js';
import { DATA, hasData } from './testing/data.js';
import { mnistTest } from './testing/mnist.js';

const real = hasData() ? describe : describe.skip;
const filesOf = (name: string) => readModelFiles(`${DATA}/models/${name}`);

async function answers(model: Classifier, x: Batch): Promise<{ logits: Float64Array; gradient: Float64Array }> {
  const { logits, backward } = await asDifferentiable(model).vjp(x);
  const stream = random('cotangent');
  const c = { data: logits.data.map(() => stream.normal()), shape: logits.shape };
  return { logits: logits.data, gradient: (await backward(c)).data };
}

/** ‖a − b‖ / ‖b‖. */
const norm = (a: Float64Array): number => Math.sqrt(dot(a, a));
const off = (a: Float64Array, b: Float64Array): number => norm(a.map((v, k) => v - b[k]!)) / norm(b);

real('real models on the engine', () => {
  it.each(['mnist-cnn-autoattack', 'mnist-nopool-cnn-art'])(
    '%s has the logits and gradients of TensorFlow.js',
    async (name) => {
      const files = await filesOf(name);
      const { images } = await mnistTest();
      const noise = random('noise');
      const pixels = Float64Array.from(images.subarray(0, 4 * 784), (v) =>
        Math.fround((0.9 * v) / 255 + 0.1 * noise.uniform()),
      );
      const x = { data: pixels, shape: [4, 28, 28, 1] };
      const model = await engineClassifier(files, { bounds: [0, 1] });
      const peer = await tensorModel(files, { backend: 'cpu', bounds: [0, 1], check: name.includes('nopool') });
      const [ours, theirs] = [await answers(model, x), await answers(peer, x)];
      expect(off(ours.logits, theirs.logits)).toBeLessThan(1e-5);
      expect(off(ours.gradient, theirs.gradient)).toBeLessThan(1e-4);
      await Promise.all([model.dispose!(), peer.dispose!()]);
    },
    60_000,
  );

  it('MobileNet climbs along its gradient as fast as the gradient says', async () => {
    const files = await filesOf('mobilenet_v1_0.75_224');
    const model = await engineClassifier(files, { bounds: [0, 1], preprocessing: { scale: 2, offset: -1 } });
    const image = readFileSync(`${DATA}/imagenet/sample16_224x224x3.u8`).subarray(0, 224 * 224 * 3);
    const at = (data: Float64Array): Batch => ({ data, shape: [1, 224, 224, 3] });
    const x = Float64Array.from(image, (v) => Math.fround(v / 255));
    const { backward } = await asDifferentiable(model).vjp(at(x));
    const c = new Float64Array(1000);
    c[1] = 1;
    const { data: gradient } = await backward({ data: c, shape: [1, 1000] });
    const steep = norm(gradient);
    const logit = async (step: number): Promise<number> =>
      (await model.logits(at(x.map((v, k) => Math.fround(v + (step * gradient[k]!) / steep))))).data[1]!;
    const slope = ((await logit(2e-4)) - (await logit(-2e-4))) / 4e-4;
    expect(Math.abs(slope / steep - 1)).toBeLessThan(0.02);
    await model.dispose!();
  }, 120_000);

  /** The gradients of TensorFlow.js in plain JavaScript take minutes at 224×224; the same weights take images of any size. */
  it('MobileNet has the gradient of TensorFlow.js on a piece of an image', async () => {
    const side = 64;
    const files = await filesOf('mobilenet_v1_0.75_224');
    const topology: unknown = JSON.parse(
      JSON.stringify(files.topology).replace('[null,224,224,3]', `[null,${side},${side},3]`),
    );
    const image = readFileSync(`${DATA}/imagenet/sample16_224x224x3.u8`).subarray(5 * 224 * 224 * 3);
    const pixel = (k: number): number => {
      const [row, column] = [Math.floor(k / (3 * side)), Math.floor(k / 3) % side];
      return image[3 * (224 * (80 + row) + 80 + column) + (k % 3)]!;
    };
    const data = Float64Array.from({ length: side * side * 3 }, (_, k) => Math.fround(pixel(k) / 255));
    const x = { data, shape: [1, side, side, 3] };
    const options = { bounds: [0, 1], preprocessing: { scale: 2, offset: -1 } } as const;
    const model = await engineClassifier({ ...files, topology }, options);
    const peer = await tensorModel({ ...files, topology }, { ...options, backend: 'cpu', check: false });
    const [ours, theirs] = [await answers(model, x), await answers(peer, x)];
    expect(off(ours.logits, theirs.logits)).toBeLessThan(1e-5);
    expect(off(ours.gradient, theirs.gradient)).toBeLessThan(1e-4);
    await Promise.all([model.dispose!(), peer.dispose!()]);
  }, 120_000);
});

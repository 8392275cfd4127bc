import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Dataset } from '@fragility/dataset';
import { loadRuntime, readModel } from '@fragility/engine';
import { buildModel, isDifferentiable, type Classifier, type DifferentiableClassifier } from '@fragility/model';
import { random, type Batch } from '@fragility/numerics';
import { onnx } from './index.js';

/** A network on MNIST, real and as onnxruntime.quantization.quantize_static writes it: pairs of QuantizeLinear and DequantizeLinear, weights by channel. */
const folder = join(import.meta.dirname, 'testing');

const dataset: Dataset = {
  shape: [28, 28, 1],
  classes: Array.from({ length: 10 }, (_, k) => String(k)),
  bounds: [0, 1],
  size: { train: 0, test: 0 },
  load: () => Promise.reject(new Error('not asked for')),
};

const ROWS = 12;
const stream = random('quantised');
/** Images of strokes: most pixels are 0, where a pair begins to clip, some are 1, where another does. */
const inputs: Batch = {
  data: Float64Array.from({ length: ROWS * 784 }, () =>
    Math.fround(Math.min(Math.max(3 * stream.uniform() - 1.5, 0), 1)),
  ),
  shape: [ROWS, 28, 28, 1],
};
const cotangent: Batch = { data: Float64Array.from({ length: ROWS * 10 }, stream.normal), shape: [ROWS, 10] };

const build = (path: string, params = {}): Promise<Classifier> =>
  buildModel(onnx, { path, ...params }, { dataset, seed: 1, engine: 'native', folder });

async function gradientOf(model: Classifier): Promise<Float64Array> {
  const { backward } = await (model as DifferentiableClassifier).vjp(inputs);
  return (await backward(cotangent)).data;
}

const product = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, k) => sum + value * b[k]!, 0);

describe('a model of whole numbers', () => {
  it('has the logits that ONNX Runtime gives of its file, with and without gradients', async () => {
    const { graph } = readModel(readFileSync(join(folder, 'quantised.onnx')));
    const session = await (await loadRuntime('native', { threads: 1 })).session(graph);
    const x = { data: Float32Array.from(inputs.data), shape: [ROWS, 1, 28, 28] };
    const wanted = Float64Array.from((await session.run({ x }))['y']!.data as Float32Array);
    for (const quantisation of ['exact', 'straight-through']) {
      const model = await build('quantised.onnx', { quantisation });
      expect((await model.logits(inputs)).data).toEqual(wanted);
      if (isDifferentiable(model)) expect((await model.vjp(inputs)).logits.data).toEqual(wanted);
      await model.dispose!();
    }
    await session.release();
  });

  it('offers logits only, and says which node stops gradients and what lets them pass', async () => {
    const model = await build('quantised.onnx');
    expect(isDifferentiable(model)).toBe(false);
    expect(model.gradientStop).toEqual({
      node: 'x_QuantizeLinear',
      op: 'QuantizeLinear',
      reason: "operator QuantizeLinear (node 'x_QuantizeLinear') rounds to whole numbers",
      remedy: expect.stringContaining('quantisation: straight-through'),
    });
    await model.dispose!();
  });

  it('has, straight through, about the gradients of the network that it was made from', async () => {
    const [quantised, real] = [
      await build('quantised.onnx', { quantisation: 'straight-through' }),
      await build('real.onnx'),
    ];
    expect(quantised.facts!['gradients']).toMatch(/^straight through quantisation/);
    const [a, b] = [await gradientOf(quantised), await gradientOf(real)];
    expect(product(a, b) / Math.sqrt(product(a, a) * product(b, b))).toBeGreaterThan(0.98);
    await Promise.all([quantised.dispose!(), real.dispose!()]);
  });
});

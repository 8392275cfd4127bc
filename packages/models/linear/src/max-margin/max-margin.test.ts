import { describe, expect, it } from '@jest/globals';
import { inMemory, type Dataset } from '@fragility/dataset';
import { buildModel, isDense, type DenseClassifier } from '@fragility/model';
import { batch, dot, random, row, rows } from '@fragility/numerics';
import { maxMargin } from './max-margin.js';

function points(n: number, d: number, labels: readonly number[], classes = ['a', 'b']): Dataset {
  const stream = random(5);
  const inputs = batch(
    Float64Array.from({ length: n * d }, () => stream.normal()),
    [n, d],
  );
  return inMemory(classes, null, { train: { inputs, labels: Int32Array.from(labels) } });
}

const alternating = (n: number): number[] => Array.from({ length: n }, (_, i) => i % 2);

async function build(dataset: Dataset, params: object = {}): Promise<DenseClassifier> {
  const model = await buildModel(maxMargin, params, { dataset, seed: 1, engine: 'native' });
  if (!isDense(model)) throw new Error('not dense');
  return model;
}

describe('max-margin', () => {
  it.each([false, true])(
    'stands `margin` from its nearest points on the side of the label, with a bias: %j',
    async (bias) => {
      const dataset = points(14, 10, alternating(14));
      const model = await build(dataset, { bias });
      const [layer] = model.layers;
      const [w, b] = [row(batch(layer!.weight, [2, 10]), 1).map((value) => 2 * value), 2 * layer!.bias[1]!];
      const { inputs } = await dataset.load('train', [...Array(14).keys()]);
      const distances = rows(inputs).map((x, i) => ((i % 2 === 1 ? 1 : -1) * (dot(w, x) + b)) / Math.hypot(...w));
      expect(Math.min(...distances)).toBeCloseTo(model.facts!['margin'] as number, 10);
      expect(distances.filter((one) => one < (model.facts!['margin'] as number) + 1e-9)).toHaveLength(
        model.facts!['support vectors'] as number,
      );
      expect(b !== 0).toBe(bias);
      expect(model.facts!['train accuracy']).toBe(1);
      expect(model.facts!['KKT residual']).toBeLessThan(1e-12);
    },
  );

  it('refuses more than two classes, one class, and classes that nothing separates', async () => {
    const code = (dataset: Dataset, params: object = {}) =>
      build(dataset, params).then(
        () => 'built',
        (error: { code: string; message: string }) => `${error.code} ${error.message}`,
      );
    expect(await code(points(4, 4, [0, 1, 2, 0], ['a', 'b', 'c']))).toMatch(/^model\/two-classes .* 3 classes/);
    expect(await code(points(4, 4, [1, 1, 1, 1]))).toMatch(/^model\/two-classes .* class 1/);
    expect(await code(points(30, 3, alternating(30)))).toMatch(/^model\/separable .*origin.* 30 points in 3 .*bias/);
    expect(await code(points(30, 3, alternating(30)), { bias: true })).toMatch(
      /^model\/separable .*take fewer points$/,
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { inMemory, type Dataset } from '@fragility/dataset';
import { saveOnnx } from '@fragility/engine';
import { buildModel, isDense, type DenseClassifier, type ModelContext } from '@fragility/model';
import { batch, random, row } from '@fragility/numerics';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import plugin, { linear, maxMargin } from './index.js';

/** n normal points in R^d with the given labels. */
function points(n: number, d: number, labels: readonly number[], classes: number, seed = 1): Dataset {
  const stream = random(seed);
  const inputs = batch(
    Float64Array.from({ length: n * d }, () => stream.normal()),
    [n, d],
  );
  const names = Array.from({ length: classes }, (_, k) => `class ${k}`);
  return inMemory(names, null, { train: { inputs, labels: Int32Array.from(labels) } });
}

const range = (n: number): number[] => [...Array(n).keys()];
const build = async (
  dataset: Dataset,
  params: unknown,
  context: Partial<ModelContext> = {},
): Promise<DenseClassifier> => {
  const model = await buildModel(linear, params, { dataset, seed: 1, engine: 'native', ...context });
  if (!isDense(model)) throw new Error('not dense');
  return model;
};

describe('linear', () => {
  it('is what the plugin provides', () => {
    expect(plugin).toEqual({ api: 1, provides: [linear, maxMargin] });
  });

  it.each([12, 64])('interpolates d = %d points exactly: W X = I', async (d) => {
    const dataset = points(d, d, range(d), d);
    const model = await build(dataset, {});
    const { data } = await model.logits((await dataset.load('train', range(d))).inputs);
    data.forEach((value, k) => expect(value).toBeCloseTo(k % (d + 1) === 0 ? 1 : 0, 9));
    expect(model.precision).toBe('float64');
    expect(model.facts!['interpolation residual']).toBeLessThan(1e-10);
    expect(model.facts!['train accuracy']).toBe(1);
    await model.dispose!();
  });

  it('interpolates fewer points and shared classes with the least norm: the rows of W lie in the span of the points', async () => {
    const labels = [0, 1, 1, 0, 2];
    const dataset = points(5, 9, labels, 3);
    const model = await build(dataset, { fit: { method: 'interpolate' } });
    const { inputs } = await dataset.load('train', range(5));
    const { data } = await model.logits(inputs);
    data.forEach((value, k) => expect(value).toBeCloseTo(labels[Math.floor(k / 3)] === k % 3 ? 1 : 0, 12));
    const { weight } = model.layers[0]!;
    const stream = random(9);
    const away = Float64Array.from({ length: 9 }, () => stream.normal());
    const basis: Float64Array[] = [];
    const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, k) => sum + value * b[k]!, 0);
    for (const vector of [...range(5).map((i) => row(inputs, i)), away]) {
      const rest = vector.slice();
      for (const q of [...basis, ...basis]) {
        const along = dot(rest, q);
        rest.forEach((value, k) => (rest[k] = value - along * q[k]!));
      }
      const length = Math.sqrt(dot(rest, rest));
      basis.push(rest.map((value) => value / length));
    }
    for (let k = 0; k < 3; k++) expect(dot(weight.subarray(9 * k, 9 * k + 9), basis[5]!)).toBeCloseTo(0, 12);
    await model.dispose!();
  });

  it('refuses what cannot be interpolated', async () => {
    await expect(build(points(4, 3, [0, 1, 0, 1], 2), {})).rejects.toThrow(/4 points in 3 dimensions/);
    const dataset = points(3, 3, [0, 1, 0], 2);
    const repeated: Dataset = {
      ...dataset,
      load: (split, indices) =>
        dataset.load(
          split,
          Array.from(indices, (i) => (i === 2 ? 0 : i)),
        ),
    };
    await expect(build(repeated, {})).rejects.toThrow(/linearly dependent/);
    await expect(build(dataset, { hidden: [4] })).rejects.toThrow(/hidden is \[4\]/);
    await expect(build(dataset, { fit: { method: 'adam' } })).rejects.toThrow(/steps nor epochs|neither steps/);
    await expect(build(dataset, { fit: { method: 'adam', steps: 1, batchsize: 3 } })).rejects.toMatchObject({
      code: 'plugin/params',
    });
  });

  it('trains a deep linear network to interpolation, with checkpoints, progress and the same answer again', async () => {
    const dataset = points(8, 8, range(8), 8, 4);
    const params = {
      hidden: [40],
      fit: { method: 'adam', loss: 'mse', steps: 3000, learningRate: 0.01, stopAtLoss: 1e-6 },
    };
    const seen: number[] = [];
    const shares: number[] = [];
    let first: DenseClassifier | undefined;
    const model = await build(dataset, params, {
      checkpoint: async ({ step, model: at }) => {
        seen.push(step);
        if (step === 0) first = await at();
      },
      progress: (done) => void shares.push(done),
    });
    const steps = model.facts!['steps'] as number;
    expect(model.facts!['train loss']).toBeLessThanOrEqual(1e-6);
    expect(steps).toBeLessThan(3000);
    expect(seen).toEqual(range(steps + 1));
    expect(shares).toHaveLength(steps + 1);
    expect(first!.layers[0]!.weight).not.toEqual(model.layers[0]!.weight);
    expect(model.layers.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([
      [8, 40],
      [40, 8],
    ]);
    expect(model.layers.every(({ bias }) => bias.every((b) => b === 0))).toBe(true);
    const again = await build(dataset, params);
    expect(again.layers).toEqual(model.layers);
    await Promise.all([model, again, first!].map((each) => each.dispose!()));
  });

  it('reads a file from the folder of the experiment, and refuses networks that are not linear', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fragility-'));
    const dataset = points(3, 3, range(3), 3);
    const model = await build(dataset, {});
    await writeFile(join(folder, 'linear.onnx'), saveOnnx(model));
    await writeFile(
      join(folder, 'tanh.onnx'),
      saveOnnx(model.layers.map((layer) => ({ ...layer, activation: { kind: 'tanh' } as const }))),
    );
    const loaded = await build(dataset, { fit: { method: 'file', path: 'linear.onnx' } }, { folder });
    expect(loaded.layers).toEqual(model.layers);
    await expect(build(dataset, { fit: { method: 'file', path: 'tanh.onnx' } }, { folder })).rejects.toMatchObject({
      code: 'model/activation',
    });
    await expect(build(dataset, { fit: { method: 'file', path: 'none.onnx' } }, { folder })).rejects.toMatchObject({
      code: 'training/file',
    });
    await expect(
      build(points(4, 4, range(4), 4), { fit: { method: 'file', path: 'linear.onnx' } }, { folder }),
    ).rejects.toMatchObject({
      code: 'model/shape',
    });
    await Promise.all([model, loaded].map((each) => each.dispose!()));
    await rm(folder, { recursive: true });
  });
});

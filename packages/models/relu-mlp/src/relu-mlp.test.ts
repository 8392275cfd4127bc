import { describe, expect, it } from '@jest/globals';
import type { Dataset } from '@fragility/dataset';
import { buildModel, isDense, type DenseClassifier, type ModelContext } from '@fragility/model';
import { batch, random, take } from '@fragility/numerics';
import plugin, { reluMlp } from './index.js';

/** Rings around the origin of the plane, one per class: no linear network separates them. */
function rings(train: number, test: number): Dataset {
  const stream = random(3);
  const labels = Int32Array.from({ length: train + test }, (_, i) => i % 3);
  const data = new Float64Array(2 * labels.length);
  labels.forEach((label, i) => {
    const [angle, radius] = [2 * Math.PI * stream.uniform(), 0.15 + 0.3 * label + 0.05 * stream.normal()];
    data.set([radius * Math.cos(angle), radius * Math.sin(angle)], 2 * i);
  });
  const inputs = batch(data, [labels.length, 1, 2]);
  return {
    shape: [1, 2],
    classes: ['inner', 'middle', 'outer'],
    bounds: null,
    size: { train, test },
    load: async (split, indices) => {
      const rows = Array.from(indices, (i) => (split === 'train' ? i : train + i));
      return { inputs: take(inputs, rows), labels: Int32Array.from(rows, (i) => labels[i]!), ids: rows.map(String) };
    },
  };
}

const build = async (params: unknown, context: Partial<ModelContext> = {}): Promise<DenseClassifier> => {
  const model = await buildModel(reluMlp, params, { dataset: rings(300, 90), seed: 2, engine: 'native', ...context });
  if (!isDense(model)) throw new Error('not dense');
  return model;
};

const fit = { method: 'adam', epochs: 80, batch: 32, learningRate: 0.01 };

describe('relu-mlp', () => {
  it('is what the plugin provides', () => {
    expect(plugin).toEqual({ api: 1, provides: [reluMlp] });
  });

  it.each(['relu', 'leaky-relu', 'tanh'])('learns rings with %s and reports what it reached', async (activation) => {
    const model = await build({ hidden: [24, 16], activation, fit });
    expect(model.inputShape).toEqual([1, 2]);
    expect(model.precision).toBe('float32');
    expect(model.layers.map((layer) => layer.activation.kind)).toEqual([activation, activation, 'identity']);
    expect(model.facts!['test accuracy']).toBeGreaterThan(0.95);
    expect(model.facts!['train accuracy']).toBeGreaterThan(0.95);
    expect(model.facts!['train loss']).toBeLessThan(0.2);
    expect(model.facts!['steps']).toBe(800);
    expect(model.facts!['engine']).toMatch(/^native/);
    await model.dispose!();
  });

  it('learns with gradient descent and momentum, in float64, on wasm', async () => {
    const params = {
      hidden: [32],
      precision: 'float64',
      fit: { method: 'sgd', momentum: 0.9, learningRate: 0.1, epochs: 80, batch: 32 },
    };
    const model = await build(params, { engine: 'wasm' });
    expect(model.facts!['test accuracy']).toBeGreaterThan(0.95);
    await model.dispose!();
  });

  it('depends on the seed, stops at an abort, and has a default for every parameter', async () => {
    const short = { hidden: [4], fit: { ...fit, epochs: 1 } };
    const [a, b] = [await build(short), await build(short, { seed: 3 })];
    expect(a.layers).not.toEqual(b.layers);
    await expect(build(short, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
    const plain = await build({});
    expect(plain.layers[0]!.outputs).toBe(128);
    expect(plain.facts!['steps']).toBe(15);
    await Promise.all([a, b, plain].map((each) => each.dispose!()));
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Dataset } from '@fragility/dataset';
import {
  buildModel,
  isDense,
  restoreModel,
  type Checkpoint,
  type Classifier,
  type DenseClassifier,
  type ModelContext,
} from '@fragility/model';
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

  it.each(['relu', 'leaky-relu', 'tanh', 'gelu', 'power'])(
    'learns rings with %s and reports what it reached',
    async (activation) => {
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
    },
  );

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

  it('is as deep, wide, narrow and residual as asked', async () => {
    const short = { fit: { ...fit, epochs: 1 } };
    const shape = async (params: object) => {
      const model = await build({ ...short, ...params });
      await model.dispose!();
      return model.layers.map(({ inputs, outputs, activation }) => `${inputs}-${outputs} ${activation.kind}`);
    };
    expect(await shape({ depth: 1 })).toEqual(['2-3 identity']);
    expect(await shape({ depth: 3, width: 5 })).toEqual(['2-5 relu', '5-5 relu', '5-3 identity']);
    expect(await shape({ width: 6, bottleneck: 2, activation: 'power', power: 1 })).toEqual([
      '2-6 relu',
      '6-2 identity',
      '2-3 identity',
    ]);
    expect(await shape({ depth: 4, width: 5, residual: true })).toEqual([
      '2-5 relu',
      '5-10 relu',
      '10-10 relu',
      '10-3 identity',
    ]);
    expect(await shape({ depth: 3, width: 5, residual: true, activation: 'gelu' })).toEqual([
      '2-5 gelu',
      '5-15 gelu',
      '15-3 identity',
    ]);
  });

  it('keeps curved and residual networks as they are', async () => {
    for (const params of [
      { activation: 'gelu', residual: true, depth: 3, width: 8 },
      { activation: 'power', power: 3, width: 8 },
    ]) {
      const model = await build({ ...params, fit: { ...fit, epochs: 1 } });
      const context = { dataset: rings(300, 90), seed: 2, engine: 'native' } as const;
      const kept = await restoreModel(reluMlp, params, reluMlp.weights!.save(model)!, context);
      expect(isDense(kept) && kept.layers).toEqual(model.layers);
      await kept.dispose!();
      await model.dispose!();
    }
  });

  it('refuses what does not go together, by name', async () => {
    const refused = async (params: object, ...words: string[]) => {
      const error: unknown = await build(params).catch((thrown: unknown) => thrown);
      for (const word of words) expect(String(error)).toContain(word);
    };
    await refused({ hidden: [4], depth: 3 }, 'hidden', 'leave one');
    await refused({ power: 3 }, 'power', 'activation: power');
    await refused({ depth: 3, activation: 'tanh', residual: true }, 'residual', 'relu, leaky-relu or gelu');
    await refused({ depth: 3, activation: 'power', residual: true }, 'residual', 'gelu');
    await refused({ residual: true }, 'residual', 'raise depth');
    await refused({ hidden: [4, 5], residual: true }, 'residual', 'one width');
    await refused({ depth: 0 }, 'depth: 0');
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

describe('a training passes through the shorter ones', () => {
  const context: ModelContext = { dataset: rings(30, 9), seed: 2, engine: 'native' };
  const along = { hidden: [6], fit: { method: 'adam', learningRate: 0.01, steps: 9 } };

  it.each([
    ['full batches', {}],
    ['mini-batches', { batch: 8 }],
    ['momentum', { method: 'sgd', momentum: 0.9 }],
  ])('to the bit, with the same facts: %s', async (_, fit) => {
    const params = reluMlp.params.parse({ ...along, fit: { ...along.fit, ...fit } });
    const passed = new Map<number, Classifier>();
    const checkpoint = async (one: Checkpoint): Promise<void> => {
      if ([0, 3, 5].includes(one.step)) passed.set(one.step, await reluMlp.trajectory!.at(one, params, context));
    };
    await reluMlp.build(params, { ...context, checkpoint });
    for (const [steps, model] of passed) {
      const own = (await reluMlp.build(
        { ...params, fit: { ...params.fit, steps } } as never,
        context,
      )) as DenseClassifier;
      expect((model as DenseClassifier).layers).toEqual(own.layers);
      expect(model.facts).toEqual(own.facts);
    }
    expect([...passed.keys()]).toEqual([0, 3, 5]);
  });

  it('where nothing but the number of steps ends it', () => {
    const of = (fit: object) =>
      reluMlp.trajectory!.of(reluMlp.params.parse({ ...along, fit: { ...along.fit, ...fit } }));
    expect(of({ steps: 4 })).toEqual({ training: of({})!.training, steps: 4 });
    expect(of({ learningRate: 0.1 })!.training).not.toEqual(of({})!.training);
    for (const more of [{ epochs: 2 }, { stopAtLoss: 0.1 }, { schedule: 'cosine' }]) expect(of(more)).toBeUndefined();
    expect(reluMlp.trajectory!.of(reluMlp.params.parse({ fit: { method: 'file', path: 'a.onnx' } }))).toBeUndefined();
  });
});

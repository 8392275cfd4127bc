import { describe, expect, it } from '@jest/globals';
import { collect, linearModel } from '@fragility/attack/conformance';
import { nearestOnHyperplane, random, row, type Bounds } from '@fragility/numerics';
import { cw } from '../index.js';
import { problem } from '../testing/problem.js';

describe('cw', () => {
  it('moves saturated coordinates: from corners of the bounds it reaches the optimum', async () => {
    const stream = random('corners');
    const weight = Float64Array.from({ length: 128 }, () => stream.normal());
    const bounds: Bounds = [-1, 1];
    const inputs = {
      data: Float64Array.from({ length: 4 * 64 }, () => (stream.uniform() < 0.5 ? -1 : 1)),
      shape: [4, 64],
    };
    const model = linearModel(weight, [0, 0], { bounds });
    const logits = await model.logits(inputs);
    const labels = Int32Array.from({ length: 4 }, (_, i) => (row(logits, i)[1]! > row(logits, i)[0]! ? 1 : 0));
    const examples = { inputs, labels, ids: ['0', '1', '2', '3'] };
    const records = await collect(model, cw, examples, { norm: 'l2', params: { steps: 1500 } });
    records.forEach(({ distance: found }, i) => {
      const x = row(inputs, i);
      const sign = labels[i] === 0 ? 1 : -1;
      const normal = Float64Array.from({ length: 64 }, (_, k) => sign * (weight[k]! - weight[64 + k]!));
      const exact = nearestOnHyperplane({ normal, offset: 0, from: x, norm: 'l2', bounds })!.distance;
      expect(found / exact).toBeGreaterThanOrEqual(1 - 1e-9);
      expect(found / exact).toBeLessThanOrEqual(1.01);
    });
  });

  it('searches for the constant: from one that is far too large as from one that is far too small', async () => {
    const { model, examples, optima } = problem(1, true, 2, 3);
    const exact = optima('l2');
    for (const constant of [1e-6, 1e3]) {
      const params = { constant, steps: 300, search: 14 };
      const records = await collect(model, cw, examples, { norm: 'l2', params });
      records.forEach(({ distance: found }, i) => expect(found / exact[i]!).toBeLessThanOrEqual(1.02));
      const once = await collect(model, cw, examples, { norm: 'l2', params: { ...params, search: 1 } });
      once.forEach(({ success }) => expect(success).toBe(constant > 1));
    }
  });
});

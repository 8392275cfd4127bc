import { describe, expect, it } from '@jest/globals';
import { collect, planarProblem } from '@fragility/attack/conformance';
import { referenceClassifier } from '@fragility/model';
import { predictedClass, random, row, stack } from '@fragility/numerics';
import { forward, type DenseLayer } from '@fragility/numerics/dense';
import { linearRegions, qr } from './index.js';

const NORMS = ['l2', 'linf', 'l1'] as const;

/** The host moves each point out to where the margin exceeds the noise of float64, by a relative 1e-13 at most here. */
const ROUNDING = 1e-12;

describe.each(NORMS)('on the plane, %s', (norm) => {
  it.each(['plain', 'branching'] as const)(
    'linear-regions ends at the optimum, %s, and claims no more',
    async (kind) => {
      const { model, examples, optimum } = planarProblem(kind);
      const records = await collect(model, linearRegions, examples, { norm, params: { samples: 800 } });
      records.forEach(({ distance, exact }, i) => {
        expect(distance / optimum(i, norm)).toBeGreaterThanOrEqual(1 - 1e-9);
        expect(distance / optimum(i, norm)).toBeLessThanOrEqual(exact ? 1 + 1e-8 : 1 + 1e-5);
      });
    },
  );

  it.each(['plain', 'branching'] as const)('qr is never below the optimum, %s, nor exact above it', async (kind) => {
    const { model, examples, optimum } = planarProblem(kind);
    for (const [i, { distance, exact }] of (await collect(model, qr, examples, { norm })).entries()) {
      expect(distance / optimum(i, norm)).toBeGreaterThanOrEqual(1 - 1e-9);
      if (exact) expect(distance / optimum(i, norm)).toBeLessThanOrEqual(1 + 1e-8);
    }
  });
});

describe('on a network of two hidden layers', () => {
  const stream = random('two hidden layers');
  const layer = (inputs: number, outputs: number, kind: 'relu' | 'leaky-relu' | 'identity'): DenseLayer => ({
    inputs,
    outputs,
    weight: Float64Array.from({ length: inputs * outputs }, () => stream.normal() / Math.sqrt(inputs)),
    bias: Float64Array.from({ length: outputs }, () => 0.3 * stream.normal()),
    activation: kind === 'leaky-relu' ? { kind, slope: 0.1 } : { kind },
  });
  const layers = [layer(6, 12, 'relu'), layer(12, 10, 'leaky-relu'), layer(10, 4, 'identity')];
  const model = referenceClassifier(layers, { bounds: [-2, 2] });
  const inputs = Array.from({ length: 8 }, () => Float64Array.from({ length: 6 }, () => 4 * stream.uniform() - 2));
  const labels = Int32Array.from(inputs, (x) => predictedClass(forward(layers, x)));
  const examples = { inputs: stack(inputs, [6]), labels, ids: inputs.map((_, i) => `${i}`) };

  it.each(NORMS)('is never farther than the walk, and often nearer, with and without targets, %s', async (norm) => {
    for (const targets of [undefined, labels.map((label) => (label + 1) % 4)]) {
      const options = { norm, ...(targets && { targets }) };
      const walked = await collect(model, qr, examples, options);
      const searched = await collect(model, linearRegions, examples, { ...options, params: { samples: 100 } });
      searched.forEach(({ distance }, i) => expect(distance).toBeLessThanOrEqual(walked[i]!.distance * (1 + ROUNDING)));
      expect(searched.some(({ distance }, i) => distance < 0.999 * walked[i]!.distance)).toBe(true);
      for (const { success, candidate, target } of searched) {
        if (success && targets) expect(predictedClass(forward(layers, candidate!))).toBe(target);
      }
    }
  });

  it('asks a float32 model for what it can tell', async () => {
    const rounded: typeof model = {
      ...model,
      precision: 'float32',
      logits: async (x) => {
        const { data, shape } = await model.logits(x);
        return { data: data.map(Math.fround), shape };
      },
    };
    const sharp = await collect(model, linearRegions, examples, { norm: 'l2', params: { samples: 50 } });
    const blunt = await collect(rounded, linearRegions, examples, { norm: 'l2', params: { samples: 50 } });
    blunt.forEach(({ distance }, i) => expect(distance / sharp[i]!.distance).toBeLessThan(1.01));
  });

  it('keeps budgets as upper limits', async () => {
    const free = await collect(model, linearRegions, examples, { norm: 'l2', params: { samples: 20 } });
    for (const [factor, success] of [
      [1.001, true],
      [0.9, false],
    ] as const) {
      const budgets = [Float64Array.from(free, ({ distance }) => factor * distance)];
      const limited = await collect(model, linearRegions, examples, { norm: 'l2', budgets, params: { samples: 20 } });
      if (success) expect(limited.every((record) => record.success)).toBe(true);
      limited.forEach((record, i) => {
        if (record.success) expect(record.distance).toBeLessThanOrEqual(budgets[0]![i]!);
        expect(row(examples.inputs, i)).toEqual(inputs[i]);
      });
    }
  });
});

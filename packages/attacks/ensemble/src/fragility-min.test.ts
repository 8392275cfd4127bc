import { describe, expect, it } from '@jest/globals';
import { collect, linearProblem } from '@fragility/attack/conformance';
import { boundNetworkOf } from '@fragility/engine';
import type { DifferentiableClassifier } from '@fragility/model';
import { referenceClassifier } from '@fragility/model';
import { median, predictedClass, random, rows, type Norm } from '@fragility/numerics';
import { ddn, deepfool, fab, fabT, fmn } from '@fragility/attacks-minimal-norm';
import { smallestPerturbation } from '@fragility/verification/complete';
import { fragilityMin } from './index.js';

/** The same model without its layers: closed forms do not apply. */
const opaque = ({ layers: _, ...model }: ReturnType<typeof referenceClassifier>): DifferentiableClassifier => model;

describe.each(['l2', 'linf', 'l1'] as const)('fragility-min on linear models, %s', (norm: Norm) => {
  it.each([
    [0.02, true],
    [1, true],
    [1, false],
    [100, false],
  ])(
    'of size %d, bounded %s: needs no gradient where the layers can be read, and 20 elsewhere',
    async (scale, bounded) => {
      const { model, examples, optimum } = linearProblem(scale, bounded, 10);
      const read = await collect(model, fragilityMin, examples, { norm });
      read.forEach(({ distance, exact, by, backwards }, i) => {
        expect(distance / optimum(i, norm)).toBeCloseTo(1, 9);
        expect([exact, by, backwards]).toEqual([true, 'qr', 0]);
      });
      const asked = await collect(opaque(model), fragilityMin, examples, { norm, params: { gradients: 20 } });
      const excess = asked.map(({ distance }, i) => distance / optimum(i, norm));
      expect(Math.min(...excess)).toBeGreaterThanOrEqual(1 - 1e-9);
      expect(median(excess)).toBeLessThan(1.001);
      for (const { backwards } of asked) expect(backwards).toBeLessThanOrEqual(20);
    },
  );
});

describe('fragility-min on a ReLU network', () => {
  const stream = random('fragility-min');
  const layer = (inputs: number, outputs: number, kind: 'relu' | 'identity') => ({
    inputs,
    outputs,
    weight: Float64Array.from({ length: inputs * outputs }, () => stream.normal() / Math.sqrt(inputs)),
    bias: Float64Array.from({ length: outputs }, () => 0.1 * stream.normal()),
    activation: { kind },
  });
  const model = referenceClassifier([layer(12, 24, 'relu'), layer(24, 5, 'identity')], { bounds: [0, 1] });
  const inputs = { data: Float64Array.from({ length: 12 * 12 }, () => stream.uniform()), shape: [12, 12] };

  it.each(['l2', 'linf', 'l1'] as const)('is not worse than any member alone, in %s', async (norm) => {
    const labels = Int32Array.from(rows(await model.logits(inputs)), predictedClass);
    const examples = { inputs, labels, ids: Array.from(labels, (_, i) => `${i}`) };
    const ours = await collect(model, fragilityMin, examples, { norm, params: { gradients: 5000 } });
    for (const definition of norm === 'l2' ? [ddn, deepfool, fab, fabT] : [fmn, deepfool, fab, fabT]) {
      const alone = await collect(model, definition, examples, { norm });
      alone.forEach(({ distance }, i) => expect(ours[i]!.distance).toBeLessThanOrEqual(distance * (1 + 1e-3)));
    }
  });

  it.each(['l2', 'linf', 'l1'] as const)('is the smallest perturbation, proven, in %s', async (norm) => {
    const labels = Int32Array.from(rows(await model.logits(inputs)), predictedClass);
    const examples = { inputs, labels, ids: Array.from(labels, (_, i) => `${i}`) };
    const found = await collect(model, fragilityMin, examples, { norm });
    const network = boundNetworkOf(model);
    for (const [i, { distance, exact }] of found.entries()) {
      const centre = inputs.data.slice(12 * i, 12 * i + 12);
      const { upper } = await smallestPerturbation(network, { centre, norm, box: [0, 1] }, labels[i]!);
      expect(exact).toBe(true);
      expect(Math.abs(distance / upper - 1)).toBeLessThan(1e-5);
    }
  });

  it('spends no more gradients than it may, and keeps what it has found', async () => {
    const labels = Int32Array.from(rows(await model.logits(inputs)), predictedClass);
    const examples = { inputs, labels, ids: Array.from(labels, (_, i) => `${i}`) };
    const [few, many] = await Promise.all(
      [30, 600].map((gradients) =>
        collect(opaque(model), fragilityMin, examples, { norm: 'l2', params: { gradients } }),
      ),
    );
    few!.forEach(({ backwards, distance, success }, i) => {
      expect(success).toBe(true);
      expect(backwards).toBeLessThanOrEqual(30);
      expect(many![i]!.distance).toBeLessThanOrEqual(distance);
    });
  });
});

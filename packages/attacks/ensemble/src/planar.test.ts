import { describe, expect, it } from '@jest/globals';
import { collect, planarProblem } from '@fragility/attack/conformance';
import type { DenseClassifier, DifferentiableClassifier } from '@fragility/model';
import { fragilityMin } from './index.js';

/** The same model without its layers. */
const opaque = ({ layers: _, ...model }: DenseClassifier): DifferentiableClassifier => model;

describe.each(['l2', 'linf', 'l1'] as const)('fragility-min on the plane, %s', (norm) => {
  it.each([
    ['plain', 1.001],
    ['branching', 1.001],
  ] as const)(
    'is never below the optimum where layers can be read, %s, and within a factor %d of it',
    async (kind, factor) => {
      const { model, examples, optimum } = planarProblem(kind);
      const records = await collect(model, fragilityMin, examples, { norm });
      records.forEach(({ distance }, i) => {
        expect(distance / optimum(i, norm)).toBeGreaterThanOrEqual(1 - 1e-9);
        expect(distance / optimum(i, norm)).toBeLessThanOrEqual(factor);
      });
    },
  );

  it('is never below the optimum where they cannot, and within 2 % of it, or 25 % where the boundary branches', async () => {
    for (const [kind, factor] of [
      ['plain', 1.02],
      ['branching', 1.25],
    ] as const) {
      const { model, examples, optimum } = planarProblem(kind);
      const ratios = (await collect(opaque(model), fragilityMin, examples, { norm })).map(
        ({ distance }, i) => distance / optimum(i, norm),
      );
      expect(Math.min(...ratios)).toBeGreaterThanOrEqual(1 - 1e-9);
      expect(Math.max(...ratios)).toBeLessThanOrEqual(factor);
    }
  });
});

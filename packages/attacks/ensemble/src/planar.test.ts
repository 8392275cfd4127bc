import { describe, expect, it } from '@jest/globals';
import { collect, planarProblem } from '@fragility/attack/conformance';
import { fragilityMin } from './index.js';

describe.each(['l2', 'linf', 'l1'] as const)('fragility-min on the plane, %s', (norm) => {
  it.each([
    ['plain', 1.02],
    ['branching', Infinity],
  ] as const)('is never below the optimum, %s, and within a factor %d of it', async (kind, factor) => {
    const { model, examples, optimum } = planarProblem(kind);
    const records = await collect(model, fragilityMin, examples, { norm });
    records.forEach(({ distance }, i) => {
      expect(distance / optimum(i, norm)).toBeGreaterThanOrEqual(1 - 1e-9);
      expect(distance / optimum(i, norm)).toBeLessThanOrEqual(factor);
    });
  });
});

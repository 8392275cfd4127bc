import { expect, it } from '@jest/globals';
import { strictObject } from 'valibot';
import { linearProblem, steepened } from '../conformance/index.js';
import { attack, defineAttack, likelyRivals, nearestRivals, type Rival } from '../index.js';

it('orders other classes by their logits', () => {
  expect(likelyRivals(Float64Array.of(3, 1, 2, 1), 0)).toEqual([2, 1, 3]);
  expect(likelyRivals(Float64Array.of(3, 1, 2), 2)).toEqual([0, 1]);
});

it.each([
  [1e-3, true, 1],
  [1, false, 1e-3],
  [1e3, true, 1e3],
])(
  'finds the distances of a linear model to all classes, inputs of size %d, bounded %s, logits × %d',
  async (scale, bounded, factor) => {
    const { model, examples, optimum } = linearProblem(scale, bounded, 6, { uneven: 1 });
    const seen: Rival[][] = [];
    const probe = defineAttack({
      name: 'probe',
      summary: 'looks around',
      reference: 'none',
      norms: ['l2'],
      goal: 'smallest',
      requires: 'gradient',
      params: strictObject({}),
      create: () => async (example) => void seen.push(await nearestRivals(example, 5)),
    });
    for await (const { backwards } of attack(steepened(model, factor), probe, examples, { norm: 'l2', window: 1 }))
      expect(backwards).toBe(5);
    expect(seen).toHaveLength(examples.labels.length);
    seen.forEach((rivals, i) => {
      expect(rivals[0]!.distance / optimum(i, 'l2')).toBeCloseTo(1, 3);
      for (const rival of rivals) {
        const exact = optimum(i, 'l2', rival.class);
        if (exact < Infinity) expect(rival.distance / exact).toBeCloseTo(1, 3);
      }
      const distances = rivals.map(({ distance }) => distance);
      expect(distances).toEqual([...distances].sort((a, b) => (a < b ? -1 : 1)));
    });
  },
);

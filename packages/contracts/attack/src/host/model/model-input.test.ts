import { describe, expect, it } from '@jest/globals';
import type { Batch, Norm } from '@fragility/numerics';
import { attack } from '../../index.js';
import { collect, points, problem, steps } from '../../testing/attacks.js';

const count = 10;
const levels = { lower: -1, upper: 1, count };
const { model, examples } = problem;
const bounds = [-1, 1] as const;

/** Whether a value is one of a model's levels. */
const isLevel = (value: number): boolean => Math.abs((value + 1) * 5 - Math.round((value + 1) * 5)) < 1e-12;

/** A linear model of whole numbers that fails where it is asked about others, but for the points of a line on which noise is measured. */
function whole(asked: (x: Batch) => void = () => undefined) {
  const see = <T>(x: Batch, next: (x: Batch) => T): T => (asked(x), next(x));
  return {
    ...model,
    bounds,
    levels,
    logits: (x: Batch) => see(x, model.logits),
    vjp: (x: Batch) => see(x, model.vjp),
  };
}

describe('a model that takes whole numbers', () => {
  it.each<[Norm, number]>([
    ['linf', 0.5],
    ['l2', 1.3],
    ['l1', 2.5],
  ])('is fooled in %s only by what it can be given, within the budget', async (norm, budget) => {
    let off = 0;
    const seen = whole(({ data }) => (off += data.every(isLevel) ? 0 : 1));
    const records = await collect(attack(seen, steps, examples, { norm, budgets: [budget], seed: 3 }));
    const fooled = records.filter(({ success, skipped }) => success && !skipped);
    expect(fooled.length).toBeGreaterThan(0);
    for (const { candidate, distance } of fooled) {
      expect(candidate!.every(isLevel)).toBe(true);
      expect(distance).toBeLessThanOrEqual(budget);
    }
    expect(off).toBeLessThanOrEqual(fooled.length + 2);
  });

  it('is asked about the nearest levels, from a level on, with distances in whole levels', async () => {
    const far = points((input) => [input.map((value) => -Math.sign(value) * 0.93)]);
    const records = await collect(attack(whole(), far, examples, { norm: 'linf' }));
    const fooled = records.filter(({ success, skipped }) => success && !skipped);
    expect(fooled.length).toBeGreaterThan(0);
    for (const { candidate, distance } of fooled) {
      expect(candidate!.every(isLevel)).toBe(true);
      expect(distance * 5).toBe(Math.round(distance * 5));
    }
  });

  it('says that a budget below a level changes nothing', async () => {
    const records = await collect(attack(whole(), steps, examples, { norm: 'linf', budgets: [0.19] }));
    const right = records.filter(({ skipped }) => !skipped);
    expect(right.length).toBeGreaterThan(0);
    for (const record of right)
      expect(record).toMatchObject({
        success: false,
        reason: 'every point asked about has the same logits as the input',
      });
  });
});

import { expect, it } from '@jest/globals';
import { defineAttack } from '@fragility/attack';
import { collect } from '@fragility/attack/conformance';
import { normOf, type Row } from '@fragility/numerics';
import { strictObject } from 'valibot';
import { bisectedPgd, smallest } from '../index.js';
import { twoClasses, zero } from '../testing/two-classes.js';

const D = 16;
const model = (margin: (x: Row) => number, gradient: (x: Row) => Row) => twoClasses([D], [0, 1], margin, gradient);
const origin = zero(D);

it('finds from random points what an input without a gradient hides, and comes close', async () => {
  const sum = (x: Row): number => normOf(x, 'l1') - 1.6;
  const flat = model(
    (x) => -1 + Math.min(2, Math.max(0, sum(x))),
    (x) => new Float64Array(D).fill(sum(x) > 0 && sum(x) < 2 ? 1 : 0),
  );
  const [once] = await collect(flat, bisectedPgd, origin, { norm: 'l2', params: { restarts: 1 } });
  expect(once!.reason).toMatch(/the gradient is zero/);
  const [twice] = await collect(flat, bisectedPgd, origin, { norm: 'l2' });
  expect(twice!.distance / (2.6 / Math.sqrt(D))).toBeGreaterThanOrEqual(1 - 1e-9);
  expect(twice!.distance / (2.6 / Math.sqrt(D))).toBeLessThan(1.3);
});

it('says how far it looked where there is a gradient, and the boundary is out of reach', async () => {
  const far = model(
    (x) => 0.001 * x[0]! - 1,
    () => Float64Array.from({ length: D }, (_, k) => (k === 0 ? 0.001 : 0)),
  );
  const [record] = await collect(far, bisectedPgd, origin, { norm: 'l2' });
  expect(record!.reason).toBe('not fooled within 4');
});

it('doubles budgets up to the farthest corner, however near the first was', async () => {
  const corner = defineAttack({
    name: 'corner',
    summary: 'The farthest corner',
    reference: 'none',
    norms: ['l1'],
    goal: 'fixed-budget',
    requires: 'gradient',
    params: strictObject({}),
    create:
      () =>
      async ({ input, budget }) =>
        budget >= D ? input.map(() => 1) : input,
  });
  const steep = model(
    (x) => normOf(x, 'l1') - D + 0.5,
    () => new Float64Array(D).fill(1e12),
  );
  const [record] = await collect(steep, smallest(corner), origin, { norm: 'l1' });
  expect(record).toMatchObject({ success: true, distance: D });
});

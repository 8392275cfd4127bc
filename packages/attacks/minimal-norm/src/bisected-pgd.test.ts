import { expect, it } from '@jest/globals';
import { defineAttack } from '@fragility/attack';
import { collect } from '@fragility/attack/conformance';
import type { DifferentiableClassifier } from '@fragility/model';
import { normOf, rows, stack, type Batch, type Row } from '@fragility/numerics';
import { strictObject } from 'valibot';
import { bisectedPgd, smallest } from './index.js';

const D = 16;
/** Two classes on [0, 1]¹⁶ with this margin of the second, and whatever its gradient is said to be. */
function model(margin: (x: Row) => number, gradient: (x: Row) => Row): DifferentiableClassifier {
  const logitsOf = (x: Batch): Batch =>
    stack(
      rows(x).map((one) => Float64Array.of(0, margin(one))),
      [2],
    );
  return {
    inputShape: [D],
    classes: 2,
    bounds: [0, 1],
    precision: 'float64',
    logits: async (x) => logitsOf(x),
    vjp: async (x) => ({
      logits: logitsOf(x),
      backward: async ({ data }) =>
        stack(
          rows(x).map((one, i) => gradient(one).map((v) => v * data[2 * i + 1]!)),
          [D],
        ),
    }),
  };
}
const zero = { inputs: { data: new Float64Array(D), shape: [1, D] }, labels: Int32Array.of(0), ids: ['zero'] };

it('finds from random points what an input without a gradient hides, and comes close', async () => {
  const sum = (x: Row): number => normOf(x, 'l1') - 1.6;
  const flat = model(
    (x) => -1 + Math.min(2, Math.max(0, sum(x))),
    (x) => new Float64Array(D).fill(sum(x) > 0 && sum(x) < 2 ? 1 : 0),
  );
  const [once] = await collect(flat, bisectedPgd, zero, { norm: 'l2', params: { restarts: 1 } });
  expect(once!.reason).toMatch(/the gradient is zero/);
  const [twice] = await collect(flat, bisectedPgd, zero, { norm: 'l2' });
  expect(twice!.distance / (2.6 / Math.sqrt(D))).toBeGreaterThanOrEqual(1 - 1e-9);
  expect(twice!.distance / (2.6 / Math.sqrt(D))).toBeLessThan(1.3);
});

it('says how far it looked where there is a gradient, and the boundary is out of reach', async () => {
  const far = model(
    (x) => 0.001 * x[0]! - 1,
    () => Float64Array.from({ length: D }, (_, k) => (k === 0 ? 0.001 : 0)),
  );
  const [record] = await collect(far, bisectedPgd, zero, { norm: 'l2' });
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
  const [record] = await collect(steep, smallest(corner), zero, { norm: 'l1' });
  expect(record).toMatchObject({ success: true, distance: D });
});

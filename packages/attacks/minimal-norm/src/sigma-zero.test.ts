import { describe, expect, it } from '@jest/globals';
import { collect, linearModel } from '@fragility/attack/conformance';
import { dot, nearestOnHyperplane, random, type Row } from '@fragility/numerics';
import { sigmaZero } from './index.js';

const D = 64;

/** Two classes with normal w; the input is `steps` coordinates, the largest contributions first, from the boundary; bounds ±1. */
function distant(w: Row, input: Row, steps: number) {
  const rooms = w
    .map((v, k) => Math.abs(v) * (v > 0 ? input[k]! + 1 : 1 - input[k]!))
    .sort()
    .reverse();
  const gap = rooms.subarray(0, steps).reduce((sum, v) => sum + v, 0) - rooms[steps - 1]! / 2;
  const offset = gap - dot(w, input);
  const model = linearModel(Float64Array.of(...w, ...new Float64Array(D)), [offset, 0], { bounds: [-1, 1] });
  const examples = { inputs: { data: input, shape: [1, D] }, labels: Int32Array.of(0), ids: ['0'] };
  const exact = nearestOnHyperplane({ normal: w, offset, from: input, norm: 'l0', bounds: [-1, 1] })!.distance;
  expect(exact).toBe(steps);
  return { model, examples };
}

describe('sigma-zero', () => {
  it.each([
    [3, 0],
    [8, 2],
    [20, 16],
  ])('finds the smallest number, %d coordinates, in ten models, but for %d altogether', async (steps, most) => {
    let excess = 0;
    for (let k = 0; k < 10; k++) {
      const stream = random(`distant/${k}`);
      const w = Float64Array.from({ length: D }, () => stream.normal());
      const input = Float64Array.from({ length: D }, () => 2 * stream.uniform() - 1);
      const { model, examples } = distant(w, input, steps);
      const [record] = await collect(model, sigmaZero, examples, { norm: 'l0' });
      expect(record!.distance).toBeGreaterThanOrEqual(steps);
      expect(record!.distance).toBeLessThanOrEqual(1.1 * steps + 1);
      expect(record!.exact).toBeUndefined();
      excess += record!.distance - steps;
    }
    expect(excess).toBeLessThanOrEqual(most);
  });

  it('tells equal coordinates apart, which no threshold does', async () => {
    const { model, examples } = distant(new Float64Array(D).fill(1), new Float64Array(D).fill(0.5), 7);
    const [record] = await collect(model, sigmaZero, examples, { norm: 'l0', params: { steps: 100 } });
    expect(record!.distance).toBe(7);
  });

  it('ends with a single coordinate, which is the smallest number there is', async () => {
    const w = Float64Array.from({ length: D }, (_, k) => (k === 9 ? 5 : 1));
    const { model, examples } = distant(w, new Float64Array(D), 1);
    const [record] = await collect(model, sigmaZero, examples, { norm: 'l0', params: { targets: 1 } });
    expect(record).toMatchObject({ distance: 1, exact: true });
    expect(record!.forwards).toBeLessThan(500);
    expect([...record!.candidate!.keys()].filter((k) => record!.candidate![k] !== 0)).toEqual([9]);
  });

  it('takes budgets as upper limits, fractions rounded down', async () => {
    const { model, examples } = distant(new Float64Array(D).fill(1), new Float64Array(D), 2);
    const budgets = [0, 1.9, 2, 2.5];
    const records = await collect(model, sigmaZero, examples, { norm: 'l0', budgets, params: { steps: 50 } });
    expect(records.map(({ success }) => success)).toEqual([false, false, true, true]);
    expect(records[0]!.reason).toMatch(/budget/);
  });
});

import { describe, expect, it } from '@jest/globals';
import { exponential, normOf, random, row } from '@fragility/numerics';
import { attackOf, rowsOf, summaryOf, sweptRows } from '../testing/analysis.js';
import { linearDistances, linearLayers } from '../testing/linear.js';
import { networkOf, problemOf } from '../testing/problem.js';
import { drawn } from './ball.js';
import { clever } from './clever.js';
import { fitReverseWeibull } from './weibull.js';

const NORMS = ['linf', 'l2', 'l1'] as const;

describe('fitReverseWeibull', () => {
  it.each([
    [5, 0.5, 3],
    [100, 20, 1.5],
    [1e-3, 1e-4, 6],
  ])('finds the end, scale and shape that draws are of: %d, %d, %d', (location, scale, shape) => {
    const stream = random(`weibull/${location}`);
    const draws = Array.from({ length: 600 }, () => location - scale * exponential(stream) ** (1 / shape));
    const found = fitReverseWeibull(draws);
    expect(Math.abs(found.location - location)).toBeLessThan(0.3 * scale);
    expect(found.shape / shape).toBeGreaterThan(0.7);
    expect(found.shape / shape).toBeLessThan(1.4);
    expect(found.location).toBeGreaterThan(Math.max(...draws));
  });

  it('takes values that are all alike for their own end', () => {
    expect(fitReverseWeibull([2, 2, 2])).toMatchObject({ location: 2, scale: 0 });
    expect(fitReverseWeibull([0, 0])).toMatchObject({ location: 0 });
    expect(Number.isFinite(fitReverseWeibull([1, 1, 1, 1, 9]).location)).toBe(true);
  });
});

describe('drawn', () => {
  it.each(NORMS)(
    'is even in the ball: half of the points of a ball in R³ are within 2^(−1/3) of its radius: %s',
    (norm) => {
      const stream = random(`ball/${norm}`);
      const x = Float64Array.of(1, 2, 3);
      const lengths = Array.from({ length: 4000 }, () => {
        const z = drawn(stream, x, 0.5, norm, null);
        return normOf(
          z.map((v, k) => v - x[k]!),
          norm,
        );
      });
      expect(Math.max(...lengths)).toBeLessThanOrEqual(0.5 + 1e-12);
      const inside = lengths.filter((length) => length < 0.5 * 2 ** (-1 / 3)).length / 4000;
      expect(Math.abs(inside - 0.5)).toBeLessThan(0.035);
    },
  );

  it('stays in the box', () => {
    const stream = random('box');
    for (let k = 0; k < 100; k++) {
      const z = drawn(stream, Float64Array.of(0.05, 0.95), 0.4, 'l2', [0, 1]);
      expect(z.every((v) => v >= 0 && v <= 1)).toBe(true);
    }
  });
});

describe('clever', () => {
  it.each(NORMS)('is the distance of linear classifiers, whose gradients are all alike: %s', async (norm) => {
    const given = problemOf(linearLayers(), 5);
    const rows = await rowsOf(clever, { norm, radius: 100, batches: 4, samples: 3 }, given);
    for (const [i, found] of rows.entries()) {
      const x = row(given.examples.inputs, i);
      const distances = linearDistances(x, found['label'] as number, norm);
      expect(found['estimate']).toBeCloseTo(Math.min(...distances), 10);
      expect(found['rival']).toBe(distances.indexOf(Math.min(...distances)));
    }
  });

  it('is at most the radius of the ball, and says which estimates an attack refutes', async () => {
    const given = problemOf(networkOf(1, [3, 8, 3]), 3);
    const attacks = [attackOf('a', 'l2', { 'p-0': 1e-6, 'p-1': 100 })];
    const rows = await rowsOf(clever, { norm: 'l2', radius: 0.01, batches: 4, samples: 4 }, { ...given, attacks });
    for (const { estimate } of rows) expect(estimate).toBeLessThanOrEqual(0.01);
    expect(rows.map(({ refuted }) => refuted)).toEqual([true, false, null]);
    const { tables, headlines } = await summaryOf(clever, sweptRows(rows), { norm: 'l2', radius: 0.01 });
    expect(tables![0]!.title).toContain('estimates, not bounds');
    expect(tables![0]!.rows[0]).toMatchObject({ attacked: 2, refuted: 0.5 });
    expect(headlines![0]!.label).toContain('no bound');
    expect(await summaryOf(clever, [], { norm: 'l2', radius: 1 })).toEqual({});
  });
});

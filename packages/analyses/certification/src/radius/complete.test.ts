import { describe, expect, it } from '@jest/globals';
import { referenceClassifier } from '@fragility/model';
import { normOf, row } from '@fragility/numerics';
import { certifiedAccuracy } from '../accuracy/certified-accuracy.js';
import { attackOf, rowsOf } from '../testing/analysis.js';
import { examplesOf, layerOf, nearestOnGrid, networkOf, problemOf } from '../testing/problem.js';
import { certifiedRadii } from './certified-radius.js';

describe('the method complete', () => {
  it('knows the smallest perturbation of |x₁| ≤ 1 by hand: 1 − x₁ where bounds say less', async () => {
    // f_0 − f_1 = 1 − relu(x₁) − relu(−x₁) + x₂/4
    const layers = [
      layerOf(
        [
          [1, 0],
          [-1, 0],
          [0, 1],
          [0, -1],
        ],
        [0, 0, 0, 0],
        { kind: 'relu' },
      ),
      layerOf(
        [
          [-1, -1, 0.25, -0.25],
          [0, 0, 0, 0],
        ],
        [1, 0],
      ),
    ];
    const given = {
      model: referenceClassifier(layers),
      examples: examplesOf(
        [
          [0.2, 0],
          [0, 0],
        ],
        [0, 0],
      ),
    };
    const rows = await rowsOf(certifiedRadii, { norm: 'linf', method: 'complete' }, given);
    // Towards x₁ = 1 and down x₂: (1 − 0.2)/(1 + 1/4); from 0 either way.
    expect(rows[0]!['exact']).toBeCloseTo(0.64, 5);
    expect(rows[1]!['exact']).toBeCloseTo(0.8, 5);
    for (const { lower, exact } of rows) expect(lower).toBeLessThanOrEqual((exact as number) * (1 + 2e-6));
  });

  it.each(['linf', 'l2', 'l1'] as const)('lies between bounds and every point of a dense grid: %s', async (norm) => {
    const layers = networkOf(4, [2, 6, 5, 3]);
    const given = problemOf(layers, 4);
    const grid = nearestOnGrid(layers, given.examples, norm, { reach: 3, n: 301 });
    for (const [i, { lower, exact }] of (await rowsOf(certifiedRadii, { norm, method: 'complete' }, given)).entries()) {
      const x = row(given.examples.inputs, i);
      const nearest = grid[i]!;
      if (normOf(x, 'linf') + nearest > 3) continue;
      expect(exact).toBeGreaterThanOrEqual((lower as number) * (1 - 2e-6));
      expect(exact).toBeLessThanOrEqual(nearest * (1 + 2e-6));
      expect(exact).toBeGreaterThan(nearest - 0.06);
    }
  });

  it('ends the run at an attack that is nearer than the smallest perturbation', async () => {
    const given = problemOf(networkOf(4, [2, 6, 5, 3]), 1);
    const [found] = await rowsOf(certifiedRadii, { norm: 'l2', method: 'complete' }, given);
    const { exact, lower } = found as { exact: number; lower: number };
    const attacks = [attackOf('wrong', 'l2', { 'p-0': exact * (1 - 1e-4) })];
    const run = rowsOf(certifiedRadii, { norm: 'l2', method: 'complete', tolerance: 0.1 }, { ...given, attacks });
    await expect(run).rejects.toMatchObject({ code: 'certification/unsound' });
    expect(lower).toBeGreaterThan(0);
  });

  it('certifies budgets that bounds leave open', async () => {
    const given = problemOf(networkOf(4, [2, 6, 5, 3]), 3);
    const radii = await rowsOf(certifiedRadii, { norm: 'l2', method: 'complete', tolerance: 0.2 }, given);
    const budgets = { l2: radii.map(({ exact }) => (exact as number) * 0.999) };
    const count = async (method: string): Promise<number> =>
      (await rowsOf(certifiedAccuracy, { budgets, method }, given)).reduce(
        (sum, row) => sum + Number(row['certified']),
        0,
      );
    expect(await count('complete')).toBe(6);
    expect(await count('interval')).toBeLessThan(6);
  });
});

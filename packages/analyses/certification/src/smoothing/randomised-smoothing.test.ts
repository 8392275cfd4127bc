import { describe, expect, it } from '@jest/globals';
import { referenceClassifier, type Classifier } from '@fragility/model';
import { normalCdf, stack } from '@fragility/numerics';
import { rowsOf, summaryOf, sweptRows } from '../testing/analysis.js';
import { examplesOf, layerOf, networkOf, problemOf } from '../testing/problem.js';
import { smoothedRadius } from './radius.js';
import { randomisedSmoothing } from './randomised-smoothing.js';

describe('smoothedRadius', () => {
  it('is known by hand where all points agree: σ Φ⁻¹(α^(1/n))', () => {
    const { p, radius } = smoothedRadius(100, 100, { sigma: 0.5, alpha: 0.001 });
    expect(p).toBeCloseTo(0.001 ** 0.01, 12);
    expect(normalCdf(radius! / 0.5)).toBeCloseTo(0.001 ** 0.01, 12);
    // Cohen et al.: at n = 100 000 and α = 0.001 no radius is beyond 3.8 σ.
    expect(smoothedRadius(100_000, 100_000, { sigma: 1, alpha: 0.001 }).radius).toBeCloseTo(3.811, 3);
  });

  it('abstains where half is not ruled out', () => {
    expect(smoothedRadius(50, 100, { sigma: 1, alpha: 0.001 }).radius).toBe(null);
    expect(smoothedRadius(64, 100, { sigma: 1, alpha: 0.001 }).radius).toBe(null);
    expect(smoothedRadius(70, 100, { sigma: 1, alpha: 0.001 }).radius).toBeGreaterThan(0);
  });
});

describe('randomised-smoothing', () => {
  // The smoothed classifier of a linear one is itself: what is certified is at most the distance (3x + 4y)/5, and close to it.
  const linear = referenceClassifier([
    layerOf([
      [1.5, 2],
      [-1.5, -2],
    ]),
  ]);
  const points = [
    [0.05, 0],
    [0.1, 0.2],
    [0.3, 0.1],
    [0.4, 0.3],
    [-0.3, 0],
  ];
  const distances = points.map(([x, y]) => (3 * x! + 4 * y!) / 5);

  it('certifies less than the distance to the boundary of a linear classifier, and comes close to it', async () => {
    const examples = examplesOf(points, [0, 0, 0, 0, 0]);
    const rows = await rowsOf(randomisedSmoothing, { sigma: 0.25, n: 20_000 }, { model: linear, examples });
    for (const [i, { radius, smoothed_correct: right }] of rows.entries()) {
      const distance = Math.abs(distances[i]!);
      expect(radius).toBeLessThanOrEqual(distance);
      expect(radius).toBeGreaterThan(distance - 0.03);
      expect(right).toBe(distances[i]! > 0);
    }
  });

  it('is wrong with probability α at most', async () => {
    const examples = examplesOf(
      Array.from({ length: 400 }, () => [0.1, 0.1]),
      new Array<number>(400).fill(0),
    );
    const given = { model: linear, examples };
    const rows = await rowsOf(randomisedSmoothing, { sigma: 0.25, n: 200, alpha: 0.05 }, given);
    const wrong = rows.filter(({ radius }) => Number(radius) > 0.14).length;
    // 20 of 400 expected at most, standard error 4.4.
    expect(wrong).toBeLessThan(38);
    expect(wrong).toBeGreaterThan(0);
  });

  it('asks for logits alone, and counts what is not finite for no class', async () => {
    const model: Classifier = {
      ...{ inputShape: [1], classes: 2, bounds: null, precision: 'float64' },
      logits: async (x) => stack(Array.from(x.data, (v) => Float64Array.of(v > 0 ? NaN : 1, 0))),
    };
    const [found] = await rowsOf(
      randomisedSmoothing,
      { sigma: 1, n: 1000 },
      { model, examples: examplesOf([[-0.5]], [0]) },
    );
    expect(Number(found!['count']) / 1000).toBeCloseTo(normalCdf(0.5), 1);
  });

  it('refuses a model of whole numbers', async () => {
    const model = { ...linear, levels: { lower: 0, upper: 1, count: 255 } };
    await expect(
      rowsOf(randomisedSmoothing, { sigma: 1 }, { model, examples: examplesOf([[0, 1]], [0]) }),
    ).rejects.toMatchObject({ code: 'certification/levels' });
  });

  it('sums up by hand: what is right and at least the budget', async () => {
    const own = [
      { smoothed_correct: true, radius: 0.5 },
      { smoothed_correct: true, radius: 0.2 },
      { smoothed_correct: false, radius: 0.9 },
      { smoothed_correct: null, radius: null },
    ].map((one, k) => ({
      id: `p-${k}`,
      label: 0,
      correct: true,
      smoothed_class: 0,
      count: 1,
      p_lower: 1,
      seconds: 1,
      ...one,
    }));
    const params = { sigma: 0.25, budgets: [0.1, 0.5, 1] };
    const { tables, figures, metrics } = await summaryOf(randomisedSmoothing, sweptRows(own), params);
    expect(tables![0]!.rows.map((row) => row['certified_accuracy'])).toEqual([0.5, 0.25, 0]);
    expect(tables![0]!.rows[0]).toMatchObject({ base_accuracy: 1, smoothed_accuracy: 0.5, abstains: 0.25 });
    expect(figures![0]!.caption).toContain('another classifier than the model');
    expect(metrics).toMatchObject({ 'net/l2 0.5/smoothed_certified_accuracy': 0.25 });
    expect(await summaryOf(randomisedSmoothing, [], params)).toEqual({});
  });

  it('does not depend on the order of the examples', async () => {
    const { model, examples } = problemOf(networkOf(1, [3, 6, 3]), 2);
    const both = await rowsOf(randomisedSmoothing, { sigma: 0.5 }, { model, examples });
    const last = {
      ids: ['p-1'],
      labels: examples.labels.slice(1),
      inputs: { data: examples.inputs.data.slice(3), shape: [1, 3] },
    };
    const [alone] = await rowsOf(randomisedSmoothing, { sigma: 0.5 }, { model, examples: last });
    expect(alone!['count']).toBe(both[1]!['count']);
  });
});

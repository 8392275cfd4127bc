import { describe, expect, it } from '@jest/globals';
import { denseClassifier } from '@fragility/engine';
import { referenceClassifier } from '@fragility/model';
import { row } from '@fragility/numerics';
import { attackOf, rowsOf, summaryOf, sweptRows } from '../testing/analysis.js';
import { linearDistances, linearLayers } from '../testing/linear.js';
import { alongAxis, examplesOf, layerOf, nearestOnGrid, networkOf, problemOf } from '../testing/problem.js';
import { certifiedRadii, verdictOf } from './certified-radius.js';

const NORMS = ['linf', 'l2', 'l1'] as const;
const METHODS = ['interval', 'crown', 'alpha-crown'] as const;

describe('certified-radius', () => {
  it.each(NORMS)('is the distance margin/‖w_y − w_j‖* on linear classifiers, by every method: %s', async (norm) => {
    const bias = [0.1, 0, -0.2];
    const given = problemOf(linearLayers(bias), 6);
    for (const method of METHODS) {
      const rows = await rowsOf(certifiedRadii, { norm, method, tolerance: 1e-7 }, given);
      for (const [i, found] of rows.entries()) {
        const x = row(given.examples.inputs, i);
        const exact = Math.min(...linearDistances(x, found['label'] as number, norm, bias));
        expect(found['lower']).toBeLessThanOrEqual(exact);
        expect(found['lower']).toBeGreaterThan(exact * (1 - 2e-7));
      }
    }
  });

  it('knows the box: x₁ + x₂ = 0 is 0.9 away in [0, 1]², and 0.5 in the plane', async () => {
    const layers = [
      layerOf([
        [1, 1],
        [0, 0],
      ]),
    ];
    const given = { model: referenceClassifier(layers, { bounds: [0, 1] }), examples: examplesOf([[0.1, 0.9]], [0]) };
    const lower = async (box: boolean): Promise<unknown> =>
      (await rowsOf(certifiedRadii, { norm: 'linf', method: 'interval', box, tolerance: 1e-7 }, given))[0]!['lower'];
    expect(await lower(true)).toBeCloseTo(0.9, 6);
    expect(await lower(false)).toBeCloseTo(0.5, 6);
  });

  it('proves the whole box where the class never changes in it', async () => {
    const given = {
      model: referenceClassifier(
        [
          layerOf(
            [
              [1, 1],
              [0, 0],
            ],
            [1, 0],
          ),
        ],
        { bounds: [0, 1] },
      ),
      examples: examplesOf([[0.25, 0.5]], [0]),
    };
    const [found] = await rowsOf(certifiedRadii, { norm: 'linf' }, given);
    expect(found!['lower']).toBe(0.75);
  });

  it.each(NORMS)('lies below every adversarial point of a dense grid on random networks: %s', async (norm) => {
    for (let seed = 1; seed <= 3; seed++) {
      const layers = networkOf(seed, [2, 8, 6, 3]);
      const given = problemOf(layers, 5, { seed });
      const grid = nearestOnGrid(layers, given.examples, norm, { reach: 4, n: 201 });
      const own = async (method: string): Promise<number[]> =>
        (await rowsOf(certifiedRadii, { norm, method }, given)).map(({ lower }) => lower as number);
      const [interval, crown, alpha] = await Promise.all(METHODS.map(own));
      for (const [i, nearest] of grid.entries()) {
        expect(alpha![i]).toBeLessThanOrEqual(nearest);
        expect(interval![i]).toBeGreaterThan(0);
        expect(crown![i]).toBeGreaterThanOrEqual(interval![i]! * (1 - 1e-3));
        expect(alpha![i]).toBeGreaterThanOrEqual(crown![i]! * (1 - 1e-3));
      }
    }
  });

  it('subtracts and states the float margin of a model in float32, and of none in float64', async () => {
    const layers = networkOf(3, [4, 10, 3]);
    const examples = problemOf(layers, 4).examples;
    const model = await denseClassifier(layers, { precision: 'float32' });
    const params = { norm: 'linf', method: 'crown', tolerance: 1e-8 };
    const [single, double] = await Promise.all([
      rowsOf(certifiedRadii, params, { model, examples }),
      rowsOf(certifiedRadii, params, { model: referenceClassifier(layers), examples }),
    ]);
    await model.dispose?.();
    for (const [i, { lower, float_margin }] of single.entries()) {
      expect(float_margin).toBeGreaterThan(0);
      expect(float_margin).toBeLessThan(1e-4);
      expect(lower).toBeLessThan(double[i]!['lower'] as number);
      expect(lower).toBeGreaterThan((double[i]!['lower'] as number) * (1 - 1e-3));
      expect(double[i]!['float_margin']).toBe(0);
    }
  });

  it('says robust, broken or open', async () => {
    expect(verdictOf(1, 1, Infinity)).toBe('robust');
    expect(verdictOf(1, 0.5, 1)).toBe('broken');
    expect(verdictOf(1, 0.5, 1.1)).toBe('open');
    expect(verdictOf(undefined, 0.5, 1)).toBe(null);
    const given = {
      ...alongAxis([1, 2, -1, 1]),
      attacks: [
        attackOf('a', 'l2', { 'p-0': 1.5, 'p-3': 3 }),
        attackOf('b', 'l2', { 'p-0': 1.25 }),
        attackOf('other', 'linf', { 'p-0': 0.1 }),
        attackOf('targeted', 'l2', { 'p-0': 0.1 }, { targeted: true }),
      ],
    };
    const rows = await rowsOf(certifiedRadii, { norm: 'l2', budget: 1.5 }, given);
    expect(rows.map(({ verdict }) => verdict)).toEqual(['broken', 'robust', null, 'open']);
    expect(rows[0]).toMatchObject({ attack: 'b', attack_distance: 1.25 });
    expect(rows[0]!['gap']).toBeCloseTo(0.2, 3);
    expect(rows[2]).toMatchObject({ correct: false, lower: null, attack: null });
    // The budget itself is tried: bisection alone would stop a little below it.
    const [at] = await rowsOf(certifiedRadii, { norm: 'l2', budget: 0.9999, tolerance: 0.5 }, given);
    expect(at).toMatchObject({ verdict: 'robust' });
  });

  it('fails the run, with the example and both numbers, where an attack came nearer than is certified', async () => {
    const given = {
      ...alongAxis([1]),
      attacks: [attackOf('wrong', 'l2', { 'p-0': 0.5 })],
    };
    await expect(rowsOf(certifiedRadii, { norm: 'l2' }, given)).rejects.toMatchObject({
      code: 'certification/unsound',
      message: expect.stringMatching(
        /'p-0' in L2: a radius of 0\.99\d* is certified, yet attack 'wrong' found .* at 0\.5/,
      ),
    });
  });

  it('refuses a network whose bounds take more memory than allowed, with the estimate, before work', async () => {
    const given = problemOf(networkOf(1, [4, 64, 64, 3]), 1);
    await expect(rowsOf(certifiedRadii, { norm: 'l2', memory: 1e-3 }, given)).rejects.toMatchObject({
      code: 'certification/memory',
      message: expect.stringMatching(/about 0\.0\d+ GB of memory on this network/),
    });
  });

  it('refuses a model that is no graph', async () => {
    const { examples } = problemOf(networkOf(1, [2, 3, 2]), 1);
    const { logits, ...about } = referenceClassifier(networkOf(1, [2, 3, 2]));
    const model = { ...about, logits, layers: undefined } as never;
    await expect(
      rowsOf(
        certifiedRadii,
        { norm: 'l2' },
        { model: Object.fromEntries(Object.entries(model).filter(([k]) => k !== 'layers')) as never, examples },
      ),
    ).rejects.toMatchObject({ code: 'engine/no-graph' });
  });

  it('leaves out what cannot be measured, stops when time ends, and sums up nothing as nothing', async () => {
    const layers = networkOf(2, [2, 8, 3]);
    const { examples, model } = problemOf(layers, 3);
    examples.inputs.data[0] = NaN;
    const rows = await rowsOf(certifiedRadii, { norm: 'l2', seconds: 1e-9 }, { model, examples });
    expect(rows.map(({ id }) => id)).toEqual(['p-1', 'p-2']);
    expect(rows).toMatchObject([
      { evaluations: 1, timed_out: true },
      { evaluations: 1, timed_out: true },
    ]);
    expect(await summaryOf(certifiedRadii, [], { norm: 'l2' })).toEqual({});
    const wrong = sweptRows(rows.map((one) => ({ ...one, correct: false, lower: null })));
    const { tables, figures } = await summaryOf(certifiedRadii, wrong, { norm: 'l2' });
    expect(tables![0]!.rows[0]).toMatchObject({ correct: 0, certified: null, median_lower: null });
    expect(figures).toEqual([]);
  });

  it('sums up medians, shares and the gap by hand', async () => {
    const rows = sweptRows(
      [
        { correct: true, lower: 1, attack_distance: 2, gap: 0.5, verdict: 'robust' },
        { correct: true, lower: 0.5, attack_distance: 2, gap: 0.75, verdict: 'broken' },
        { correct: true, lower: 0, attack_distance: 1, gap: 1, verdict: 'open' },
        { correct: false, lower: null, attack_distance: null, gap: null, verdict: null },
      ].map((one, k) => ({
        id: `p-${k}`,
        label: 0,
        margin: 1,
        exact: null,
        attack: null,
        method: 'crown',
        float_margin: 0,
        evaluations: 1,
        timed_out: false,
        seconds: 1,
        ...one,
      })),
    );
    const { tables, metrics, headlines } = await summaryOf(certifiedRadii, rows, { norm: 'linf', budget: 1 });
    expect(tables![0]!.rows[0]).toMatchObject({
      examples: 4,
      correct: 3,
      certified: 2 / 3,
      median_lower: 0.5,
      median_gap: 0.75,
      robust: 1 / 3,
      broken: 1 / 3,
      open: 1 / 3,
      exact: 0,
      median_exact: null,
    });
    expect(metrics).toMatchObject({ 'net/linf/median_gap': 0.75, 'net/linf/robust': 1 / 3 });
    expect(headlines![0]!.label).toBe('Certified radius, L∞: net');
  });
});

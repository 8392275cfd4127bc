import { describe, expect, it } from '@jest/globals';
import { collectRows } from '@fragility/analysis/conformance';
import { referenceClassifier } from '@fragility/model';
import { row } from '@fragility/numerics';
import { forward } from '@fragility/numerics/dense';
import { examplesOf, linearLayer, networkOf, problemOf, summaryOf, sweptRows } from '../testing/problem.js';
import { alignment } from './alignment.js';

describe('alignment', () => {
  it('is what is known by hand on a linear network with a bias', async () => {
    const model = referenceClassifier([
      linearLayer(
        [
          [3, 0],
          [0, 4],
        ],
        [0, 2],
      ),
    ]);
    const [only] = await collectRows(alignment, {}, { model, examples: examplesOf([[2, 1]], [0]) });
    // g = 3·2 − (4·1 + 2) = 0, ∇g = (3, −4), ⟨x, ∇g⟩ = 2, ‖x‖ = √5.
    expect(only).toMatchObject({ id: 'p-0', label: 0, rival: 1, margin: 0, gradient_norm: 5, linear_distance: 0 });
    expect(only!['alignment']).toBeCloseTo(2 / 5, 14);
    expect(only!['cosine']).toBeCloseTo(2 / (5 * Math.sqrt(5)), 14);
    expect(only!['bias_distance']).toBeCloseTo(2 / 5, 14);
  });

  it('is the linearised distance on networks without biases, deep ones too', async () => {
    const layers = networkOf('relu').map((layer) => ({ ...layer, bias: new Float64Array(layer.outputs) }));
    for (const { alignment: found, linear_distance, bias_distance } of await collectRows(
      alignment,
      {},
      problemOf(layers),
    )) {
      expect(found).toBeCloseTo(linear_distance as number, 12);
      expect(bias_distance).toBeLessThan(1e-12);
    }
  });

  it('agrees with central differences on tanh', async () => {
    const layers = networkOf('tanh');
    const given = problemOf(layers, 6);
    for (const [i, found] of (await collectRows(alignment, {}, given)).entries()) {
      const x = row(given.examples.inputs, i);
      const g = (t: number, along: Float64Array): number => {
        const logits = forward(
          layers,
          x.map((value, k) => value + t * along[k]!),
        );
        return logits[found['label'] as number]! - logits[found['rival'] as number]!;
      };
      const slope = (along: Float64Array): number => (g(1e-5, along) - g(-1e-5, along)) / 2e-5;
      const unit = (k: number): Float64Array => x.map((_, c) => (c === k ? 1 : 0));
      const norm = Math.hypot(...Array.from(x, (_, k) => slope(unit(k))));
      expect(found['margin']).toBeCloseTo(g(0, x), 12);
      expect(found['alignment']).toBeCloseTo(Math.abs(slope(x)) / norm, 7);
    }
  });

  it('summarises correctly classified examples, and decides with enough seeds', async () => {
    const rows = await collectRows(alignment, {}, problemOf(networkOf('relu'), 40));
    const many = Array.from({ length: 6 }, (_, seed) => sweptRows(rows.slice(6 * seed, 6 * seed + 8), { seed })).flat();
    const wrong = sweptRows([{ ...rows[0]!, margin: -1, alignment: 1e9 }]);
    const { tables, figures, metrics, claims, headlines } = await summaryOf(alignment, [...many, ...wrong]);
    const [first] = tables![0]!.rows;
    expect(first).toMatchObject({
      model: 'net',
      quantity: 'alignment α',
      n: many.length,
      seeds: 6,
      resampled: 'seeds',
    });
    const mean = many.reduce((sum, own) => sum + Number(own['alignment']), 0) / many.length;
    expect(first!['mean']).toBeCloseTo(mean, 12);
    expect(metrics!['net/alignment']).toBe(first!['mean']);
    expect(Number(first!['low'])).toBeLessThan(mean);
    expect(Number(first!['high'])).toBeGreaterThan(mean);
    expect(figures!.map(({ name }) => name)).toEqual(['alignment', 'alignment-distance']);
    expect(headlines![0]!.value).toContain('alignment α');
    expect(claims![0]).toMatchObject({
      name: 'net/distance',
      verdict: 'holds',
      criterion: 'all of the 95 % interval is above 0',
    });
  });

  it('finds a claim broken where data are made to break it', async () => {
    const rows = Array.from({ length: 60 }, (_, k) => ({
      ...{ trial: 't', model: 'net', seed: k % 6, margin: 1 },
      ...{ alignment: 1 + (k % 10), linear_distance: 100 / (1 + (k % 10)) },
    }));
    expect(await summaryOf(alignment, rows)).toMatchObject({ claims: [{ verdict: 'does not hold' }] });
  });
});

import { describe, expect, it } from '@jest/globals';
import { collectRows } from '@fragility/analysis/conformance';
import type { SweptRow } from '@fragility/analysis';
import { referenceClassifier } from '@fragility/model';
import { random } from '@fragility/numerics';
import type { DenseLayer } from '@fragility/numerics/dense';
import { examplesOf, linearLayer, problemOf, summaryOf, sweptRows } from '../testing/problem.js';
import { gradientScaling } from './gradient-scaling.js';

/** A ReLU network of He's initialisation. */
function initial(d: number, seed: number): DenseLayer[] {
  const stream = random(seed).fork(d);
  const layer = (inputs: number, outputs: number, kind: 'relu' | 'identity'): DenseLayer => ({
    ...{ inputs, outputs, bias: new Float64Array(outputs), activation: { kind } },
    weight: Float64Array.from({ length: inputs * outputs }, () => stream.normal() * Math.sqrt(2 / inputs)),
  });
  return [layer(d, 64, 'relu'), layer(64, 3, 'identity')];
}

const rows = async (dimensions: readonly number[], seeds: number): Promise<SweptRow[]> => {
  const all: SweptRow[] = [];
  for (const d of dimensions)
    for (let seed = 0; seed < seeds; seed++)
      all.push(
        ...sweptRows(await collectRows(gradientScaling, {}, problemOf(initial(d, seed), 6, seed)), {
          seed,
          'dataset.dimension': d,
        }),
      );
  return all;
};

describe('gradient-scaling', () => {
  it('has norms known by hand', async () => {
    const model = referenceClassifier([
      linearLayer([
        [3, 0],
        [0, 4],
      ]),
    ]);
    expect(await collectRows(gradientScaling, {}, { model, examples: examplesOf([[2, 1]], [1]) })).toMatchObject([
      { dimension: 2, margin: -2, margin_size: 2, gradient_norm: 5, gradient_l1: 7, gradient_linf: 4 },
    ]);
  });

  it('finds exact powers exactly, and decides its laws both ways', async () => {
    const powers = (p: number): SweptRow[] =>
      [4, 16, 64].flatMap((d) =>
        [0, 1, 2, 3, 4, 5].map((seed) => {
          const noise = 1 + 0.01 * Math.sin(7 * seed + d);
          const measured = {
            id: 'x',
            dimension: d,
            margin: 1,
            margin_size: 1,
            linear_distance: 1,
            gradient_norm: noise,
          };
          return sweptRows([{ ...measured, gradient_l1: noise * d ** p }], { seed })[0]!;
        }),
      );
    const verdicts = async (p: number): Promise<string[]> =>
      (await summaryOf(gradientScaling, powers(p))).claims!.map(({ name, verdict }) => `${name} ${verdict}`);
    expect(await verdicts(0.5)).toEqual(['net/l1 holds', 'net/l2 holds']);
    expect(await verdicts(1)).toEqual(['net/l1 does not hold', 'net/l2 holds']);
    const { tables, metrics } = await summaryOf(gradientScaling, powers(2));
    expect(metrics!['net/gradient_l1/slope']).toBeCloseTo(2, 1);
    expect(tables![0]!.rows.find(({ quantity }) => quantity === 'size of the margin')).toMatchObject({
      slope: expect.closeTo(0, 12),
    });
  });

  it('finds √d and 1 at initialisation', async () => {
    const { metrics, figures, headlines } = await summaryOf(gradientScaling, await rows([16, 64, 256], 8));
    expect(Math.abs(metrics!['net/gradient_l1/slope']! - 0.5)).toBeLessThan(0.1);
    expect(Math.abs(metrics!['net/gradient_norm/slope']!)).toBeLessThan(0.1);
    expect(figures![0]!.spec).toHaveProperty('facet');
    expect(headlines![0]!.value).toContain('at initialisation 0.50');
  });

  it('is undecided with fewer than three dimensions or five seeds, for that reason', async () => {
    const claims = async (dimensions: number[], seeds: number) =>
      (await summaryOf(gradientScaling, await rows(dimensions, seeds))).claims!;
    expect((await claims([8, 16], 6)).map(({ reason }) => reason)).toEqual(
      Array(2).fill('there are 2 dimensions only: sweep at least 3'),
    );
    expect((await claims([8, 16, 32], 2))[0]!.reason).toMatch(/^there are 2 seeds only/);
  });
});

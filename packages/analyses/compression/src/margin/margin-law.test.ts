import { describe, expect, it } from '@jest/globals';
import { analysisChecks } from '@fragility/analysis/conformance';
import { referenceClassifier } from '@fragility/model';
import { gardnerKappa, random, stack } from '@fragility/numerics';
import type { DenseLayer } from '@fragility/numerics/dense';
import { runChecks } from '@fragility/plugin';
import { marginLaw } from './margin-law.js';
import { summariseMargins, type MarginRow } from './summary.js';

const layer = (inputs: number, weight: readonly number[], bias: readonly number[], kind = 'identity'): DenseLayer => ({
  inputs,
  outputs: bias.length,
  weight: Float64Array.from(weight),
  bias: Float64Array.from(bias),
  activation: { kind } as DenseLayer['activation'],
});

const given = (layers: readonly DenseLayer[], points: readonly (readonly number[])[], labels: readonly number[]) => ({
  model: referenceClassifier(layers),
  examples: {
    inputs: stack(points.map((point) => Float64Array.from(point))),
    labels: Int32Array.from(labels),
    ids: points.map((_, i) => `${i}`),
  },
  dataset: { shape: [points[0]!.length], classes: ['a', 'b'], bounds: null },
  random: random(1),
  params: {},
});

const measured = async (of: ReturnType<typeof given>): Promise<MarginRow[]> => {
  const found: MarginRow[] = [];
  for await (const one of marginLaw.run({}, of as never)) found.push(one as unknown as MarginRow);
  return found;
};

/** g = f_1 − f_0 = 3x + 4y + 5, at distances 1, 2 and 3 of the boundary. */
const plane = [layer(2, [0, 0, 3, 4], [0, 5])];
const points = [
  [0, 0],
  [-3.4, -1.2],
  [1.2, 1.6],
];

describe('margin-law', () => {
  it('is the smallest distance to the boundary', async () => {
    const [found] = await measured(given(plane, points, [1, 0, 1]));
    expect(found).toMatchObject({ dimension: 2, points: 3, load: 1.5, kappa: gardnerKappa(1.5) });
    expect(found!.margin).toBeCloseTo(1, 12);
    expect(found!.relative_margin).toBeCloseTo(1 / gardnerKappa(1.5), 12);
  });

  it('is negative where a point is on the wrong side', async () => {
    const [found] = await measured(given(plane, points, [1, 0, 0]));
    expect(found!.margin).toBeCloseTo(-3, 12);
  });

  it.each([
    ['three classes', [layer(2, [1, 0, 0, 1, 1, 1], [0, 0, 0])], points, /3 classes/],
    ['a ReLU network', [layer(2, [1, 0, 0, 1], [0, 0], 'relu'), ...plane], points, /not affine/],
    ['as many points as κ allows', plane, [...points, [4, 4]], /fewer than 4/],
    ['no boundary', [layer(2, [1, 1, 1, 1], [0, 0])], points, /same at all points/],
  ] as const)('refuses %s', async (_, layers, at, message) => {
    const labels = at.map((__, i) => i % 2);
    await expect(measured(given(layers, at, labels))).rejects.toThrow(message);
    await expect(measured(given(layers, at, labels))).rejects.toMatchObject({ code: 'analysis/margin-law' });
  });

  it('keeps the contract', async () => {
    const verdicts = await runChecks(analysisChecks(marginLaw, { given: () => given(plane, points, [1, 0, 1]) }));
    expect(verdicts.filter(({ passed }) => !passed)).toEqual([]);
  });
});

describe('claims of margin-law', () => {
  const swept = (ratios: readonly number[], load = 0.5): MarginRow[] =>
    ratios.map((ratio, seed) => {
      const kappa = gardnerKappa(load);
      const row = { dimension: 256, points: 256 * load, load, kappa, margin: ratio * kappa, relative_margin: ratio };
      return { ...row, trial: `${seed}`, model: 'm', seed };
    });
  const verdict = (ratios: readonly number[]) => summariseMargins(swept(ratios)).claims![0]!.verdict;
  const near = (centre: number, spread: number) => Array.from({ length: 20 }, (_, k) => centre + spread * Math.sin(k));

  it.each([
    ['holds', near(1.01, 0.02)],
    ['does not hold', near(0.8, 0.02)],
    ['does not hold', near(1.2, 0.02)],
    ['undecided', near(1, 0.5)],
    ['undecided', near(1, 0.01).slice(0, 4)],
  ])('%s', (expected, ratios) => {
    expect(verdict(ratios)).toBe(expected);
  });

  it('come by load, with one row of the table each; nothing comes to nothing', () => {
    const summary = summariseMargins([...swept(near(1, 0.1), 1.5), ...swept(near(1, 0.1))]);
    expect(summary.tables![0]!.rows.map(({ load, draws }) => [load, draws])).toEqual([
      [0.5, 20],
      [1.5, 20],
    ]);
    expect(new Set(summary.claims!.map(({ name }) => name)).size).toBe(2);
    expect(summariseMargins([])).toEqual({});
  });
});

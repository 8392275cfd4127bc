import { describe, expect, it } from '@jest/globals';
import { runAnalysis, type TableRow } from '@fragility/analysis';
import type { Dataset } from '@fragility/dataset';
import { dot, random, row, rows as rowsOf, take } from '@fragility/numerics';
import { populationLaw } from '../index.js';
import { drawAgain, interpolatedPair } from './draw.js';
import type { PopulationRow } from './rows.js';
import { summarisePopulations } from './summary.js';

/** n points of a distribution with independent coordinates, so many classes; `scaled` multiplies coordinate c of all points. */
function points(
  d: number,
  n: number,
  classes: number,
  scaled: (c: number) => number = () => 1,
  name = 'test',
): Dataset {
  const drawn = (seed: number): Dataset => {
    const stream = random(seed);
    const data = Float64Array.from({ length: n * d }, (_, k) => scaled(k % d) * stream.normal());
    const labels = Int32Array.from({ length: n }, (_, i) => i % classes);
    return {
      shape: [d],
      classes: Array.from({ length: classes }, (_, k) => `${k}`),
      bounds: null,
      size: { train: n, test: 0 },
      population: { name, draw: async (again) => drawn(again) },
      load: async (_split, indices) => ({
        inputs: take({ data, shape: [n, d] }, Array.from(indices)),
        labels: Int32Array.from(indices, (i) => labels[i]!),
        ids: Array.from(indices, String),
      }),
    };
  };
  return drawn(0);
}

async function collect(dataset: Dataset, draws: number, seed = 1): Promise<PopulationRow[]> {
  const rows: TableRow[] = [];
  const given = { dataset, random: random(seed) };
  for await (const one of runAnalysis(populationLaw, { draws }, given as never)) rows.push(one as TableRow);
  return rows.map((one) => ({
    ...one,
    trial: `${dataset.shape[0]}`,
    model: 'any',
    seed,
  })) as unknown as PopulationRow[];
}

describe('interpolatedPair', () => {
  it.each([
    [6, 6, 6],
    [9, 5, 5],
    [9, 6, 2],
  ])(
    'interpolates the difference of two labels, with the least norm: d = %d, n = %d, K = %d',
    async (d, n, classes) => {
      const examples = await drawAgain(points(d, n, classes).population!, random(3));
      const { w, u, residual } = interpolatedPair(examples, random(5))!;
      expect(residual).toBeLessThan(1e-12);
      const margins = rowsOf(examples.inputs).map((x) => dot(w, x));
      const [i, j] = [
        margins.findIndex((m) => Math.abs(m - 1) < 1e-9),
        margins.findIndex((m) => Math.abs(m + 1) < 1e-9),
      ];
      margins.forEach((m, k) => {
        const expected =
          Number(examples.labels[k] === examples.labels[i]) - Number(examples.labels[k] === examples.labels[j]);
        expect(m).toBeCloseTo(expected, 9);
      });
      expect(dot(w, u)).toBeCloseTo(2, 9);
      const away = Float64Array.from({ length: d }, random(8).normal);
      const basis: Float64Array[] = [];
      for (const x of [...rowsOf(examples.inputs)]) {
        const left = basis.reduce((v, b) => v.map((value, k) => value - dot(v, b) * b[k]!), Float64Array.from(x));
        basis.push(left.map((value) => value / Math.sqrt(dot(left, left))));
      }
      const outside = basis.reduce((v, b) => v.map((value, k) => value - dot(v, b) * b[k]!), away);
      expect(dot(w, outside) / Math.sqrt(dot(w, w))).toBeCloseTo(0, 9);
    },
  );

  it('is null where points depend on one another, or have one class', () => {
    const inputs = { data: Float64Array.of(1, 2, 2, 4), shape: [2, 2] };
    const ids = ['a', 'b'];
    expect(interpolatedPair({ inputs, labels: Int32Array.of(0, 1), ids }, random(1))).toBeNull();
    const independent = { data: Float64Array.of(1, 2, 2, 1), shape: [2, 2] };
    expect(interpolatedPair({ inputs: independent, labels: Int32Array.of(1, 1), ids }, random(1))).toBeNull();
    expect(interpolatedPair({ inputs: independent, labels: Int32Array.of(0, 1), ids }, random(1))).not.toBeNull();
    expect(row(independent, 0)).toHaveLength(2);
  });
});

describe('population-law', () => {
  it('finds C = ρ in every draw, and draws that differ and are the same again', async () => {
    const found = await collect(points(8, 8, 8), 20);
    for (const { compression, relative_robustness, residual } of found) {
      expect(relative_robustness).toBeCloseTo(compression, 9);
      expect(residual).toBeLessThan(1e-9);
    }
    expect(new Set(found.map(({ distance }) => distance)).size).toBe(20);
    expect(await collect(points(8, 8, 8), 20)).toEqual(found);
  });

  it('holds for Gaussian points, with slope and constant', async () => {
    const all = (await Promise.all([8, 20, 50].map((d) => collect(points(d, d, d), 600)))).flat();
    const { claims, tables, figures, headlines } = summarisePopulations(all, 600);
    // −1/2 in the limit; of Γ(d/2)/(√π Γ((d + 1)/2)) at 8, 20 and 50 it is this.
    const slope = claims!.find(({ name }) => name === 'test/slope')!;
    expect(slope).toMatchObject({ verdict: 'holds', criterion: expect.stringContaining('−0.514') });
    const constant = claims!.find(({ name }) => name === 'test/constant')!;
    expect(constant.verdict).toBe('holds');
    expect(tables![0]!.rows[0]!['ks_p']).toBeGreaterThan(0.001);
    expect(tables![1]!.rows.map(({ dependent_draws }) => dependent_draws)).toEqual([0, 0, 0]);
    expect(figures!.map(({ name }) => name)).toEqual(['population-slopes', 'population-constants', 'population-ratio']);
    expect(headlines![0]!.label).toBe('test');
  });

  it('does not hold for points with few large coordinates: another constant', async () => {
    const few = (c: number): number => (c < 2 ? 30 : 0.3);
    const all = (await Promise.all([8, 16, 32].map((d) => collect(points(d, d, d, few), 150)))).flat();
    const { claims, tables } = summarisePopulations(all, 150);
    expect(claims!.find(({ name }) => name === 'test/constant')!.verdict).toBe('does not hold');
    expect(tables![0]!.rows[0]!['ks_p']).toBeLessThan(1e-6);
  });

  it('counts a draw once, leaves claims of few draws undecided, and tells n and K where they are not d', async () => {
    const some = await collect(points(9, 6, 2), 3);
    const { tables, claims } = summarisePopulations([...some, ...some.map((one) => ({ ...one, trial: 'other' }))], 3);
    expect(tables![1]!.rows[0]).toMatchObject({ distribution: 'test, 6 points, 2 classes', draws: 3 });
    expect(claims!.map(({ verdict }) => verdict)).toEqual(['undecided', 'undecided']);
    expect(summarisePopulations([], 3)).toEqual({});
  });

  it('refuses datasets that are no draw of a distribution, and more points than dimensions', async () => {
    const fixed = { ...points(4, 4, 4), population: undefined } as unknown as Dataset;
    await expect(collect(fixed, 1)).rejects.toMatchObject({ code: 'analysis/population' });
    await expect(collect(points(4, 5, 5), 1)).rejects.toThrow(/5 points in 4 dimensions, expected at most 4/);
  });
});

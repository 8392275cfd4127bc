import { describe, expect, it } from '@jest/globals';
import type { SweptRow, TableRow } from '@fragility/analysis';
import { collectRows } from '@fragility/analysis/conformance';
import type { Examples } from '@fragility/dataset';
import { referenceClassifier } from '@fragility/model';
import { inverse, matrix, random, transpose } from '@fragility/numerics';
import plugin, { compressionLaw } from '../index.js';
import { summariseLaw } from './law-summary.js';

/** d points of N(0, I_d), one class each, and the linear network W = X⁻¹ that interpolates them. */
function interpolating(d: number, seed: number) {
  const stream = random(seed).fork('points');
  const points = matrix(
    d,
    d,
    Float64Array.from({ length: d * d }, () => stream.normal()),
  );
  const weight = inverse(transpose(points)).data;
  const model = referenceClassifier([
    { inputs: d, outputs: d, weight, bias: new Float64Array(d), activation: { kind: 'identity' } },
  ]);
  const examples: Examples = {
    inputs: { data: points.data, shape: [d, d] },
    labels: Int32Array.from({ length: d }, (_, i) => i),
    ids: Array.from({ length: d }, (_, i) => `${i}`),
  };
  return { model, examples };
}

const collect = async (d: number, seed: number, params: object = {}): Promise<TableRow[]> =>
  (await collectRows(compressionLaw, params, {
    ...interpolating(d, seed),
    random: random(seed),
  })) as TableRow[];

const swept = async (d: number, seeds: number, params: object = {}): Promise<SweptRow[]> =>
  (await Promise.all(Array.from({ length: seeds }, (_, seed) => collect(d, seed, params)))).flatMap((rows, seed) =>
    rows.map((row) => ({ ...row, trial: `${d}-${seed}`, model: 'interpolating', seed })),
  );

describe('compression-law', () => {
  it('finds C = ρ to 1e-9 and no residual at W = X⁻¹', async () => {
    for (const row of await collect(24, 1)) {
      expect(Math.abs((row['compression'] as number) - (row['relative_robustness'] as number))).toBeLessThan(1e-9);
      expect(row['residual']).toBeLessThan(1e-9);
      expect(row['distance']).toBeCloseTo(
        (row['relative_robustness'] as number) * (row['optimal_distance'] as number),
        12,
      );
      expect(row['exact']).toBe(true);
    }
  });

  it('takes every pair once when there are few, else as many as asked, all different', async () => {
    const keys = (rows: TableRow[]): string[] =>
      rows.filter((row) => row['against'] === 'random').map((row) => `${row['i']}-${row['j']}`);
    expect(new Set(keys(await collect(6, 1))).size).toBe(30);
    const some = keys(await collect(20, 1, { pairs: 17 }));
    expect([some.length, new Set(some).size]).toEqual([17, 17]);
    expect(some.every((key) => key.split('-')[0] !== key.split('-')[1])).toBe(true);
  });

  it('pairs every example with its nearest of another class', async () => {
    const rows = (await collect(10, 2)).filter((row) => row['against'] === 'nearest');
    const all = (await collect(10, 2)).filter((row) => row['against'] === 'random');
    for (const row of rows) {
      const distances = all.filter(({ i }) => i === row['i']).map((other) => other['optimal_distance'] as number);
      expect(row['optimal_distance']).toBeCloseTo(Math.min(...distances), 12);
    }
    expect(rows).toHaveLength(10);
  });

  it('counts points that several trials have as one draw', async () => {
    const rows = await swept(6, 30, { pairs: 3 });
    const again = rows.map((row) => ({ ...row, trial: `${row.trial}-other` }));
    expect(summariseLaw([...rows, ...again]).tables![0]!.rows[0]).toMatchObject({ draws: 30 });
  });

  it('is the law: one pair per draw passes Kolmogorov–Smirnov', async () => {
    const rows = await swept(12, 200, { pairs: 4 });
    const [law] = summariseLaw(rows).tables!;
    expect(law!.rows[0]).toMatchObject({ draws: 200, dimension: 12 });
    expect(law!.rows[0]!['ks_p']).toBeGreaterThan(0.01);
  });

  it('is not the law when it should not be: a max-compression network fails the test', async () => {
    const rows = (await swept(12, 200, { pairs: 4 })).map((row) => ({
      ...row,
      compression: Math.sqrt(row['compression'] as number),
    }));
    expect(summariseLaw(rows).tables![0]!.rows[0]!['ks_p']).toBeLessThan(1e-6);
  });

  it('fits the slope −1/2 over dimensions, and draws its figures', async () => {
    const rows = (await Promise.all([8, 16, 32].map((d) => swept(d, 150, { pairs: 10 })))).flat();
    const { tables, figures, headlines } = summariseLaw(rows);
    const slope = tables![2]!.rows.find(({ against }) => against === 'random')!;
    expect(slope['slope']).toBeGreaterThan(-0.6);
    expect(slope['slope']).toBeLessThan(-0.4);
    expect(figures!.map(({ name }) => name)).toEqual([
      'compression-scaling',
      'compression-distribution',
      'distance-scaling',
    ]);
    expect(headlines![0]!.label).toBe('interpolating, d = 32');
  });

  it('summarises more rows than a call takes arguments', async () => {
    const [row] = await swept(12, 1);
    const summary = summariseLaw(Array.from({ length: 150_000 }, () => row!));
    expect(summary.tables![0]!.rows[0]).toMatchObject({ pairs: 150_000 });
  });

  describe('claims', () => {
    const rowsOf = async (draws: number, dimensions = [8, 16, 32]) =>
      (await Promise.all(dimensions.map((d) => swept(d, draws, { pairs: 3 })))).flat();
    const verdicts = (rows: SweptRow[]) =>
      Object.fromEntries(summariseLaw(rows).claims!.map(({ name, verdict }) => [name, verdict]));

    it('hold where the law does, are undecided with few draws', async () => {
      expect(verdicts(await rowsOf(250, [8, 32, 96]))).toEqual({
        'interpolating/law': 'holds',
        'interpolating/slope': 'holds',
      });
      expect(verdicts(await rowsOf(8))).toEqual({
        'interpolating/law': 'undecided',
        'interpolating/slope': 'undecided',
      });
      expect(summariseLaw(await rowsOf(2)).claims![1]).toMatchObject({ verdict: 'undecided', interval: null });
    });

    it('fall where the data break them, and are not made where the theorem does not apply', async () => {
      const rows = await rowsOf(100);
      const larger = rows.map((row) => ({ ...row, compression: Math.sqrt(row['compression'] as number) }));
      expect(verdicts(larger)['interpolating/law']).toBe('does not hold');
      const flat = rows.map((row) => ({
        ...row,
        relative_robustness: (row['relative_robustness'] as number) * (row['dimension'] as number) ** 0.2,
      }));
      expect(verdicts(flat)['interpolating/slope']).toBe('does not hold');
      expect(verdicts(rows.map((row) => ({ ...row, residual: 0.2 })))).toEqual({});
      expect(verdicts(rows.map((row) => ({ ...row, classes: 2 })))).toEqual({});
    });

    it('resample draws: pairs of one draw narrow no interval', async () => {
      const rows = await rowsOf(40);
      const [low, high] = summariseLaw(rows).claims![1]!.interval!;
      const repeated = rows.flatMap((row) => [row, row, row, row]);
      expect(summariseLaw(repeated).claims![1]!.interval).toEqual([expect.closeTo(low, 9), expect.closeTo(high, 9)]);
    });
  });

  it('draws whole histograms, and models before the optima beside them', async () => {
    const rows = (await Promise.all([8, 16].map((d) => swept(d, 20, { pairs: 10 })))).flat();
    const [, distribution, distances] = summariseLaw(rows).figures!;
    type Spec = { layer?: Spec[]; data: { values: Record<string, unknown>[] } };
    const bars = (distribution!.spec as unknown as Spec).layer![0]!.data.values;
    expect([bars[0]!['c'], bars.at(-1)!['density']]).toEqual([0, 0]);
    const { values } = (distances!.spec as unknown as Spec).data;
    expect([...new Set(values.map(({ curve }) => curve))]).toEqual([
      'interpolating',
      'optimum, random pair',
      'optimum, nearest',
    ]);
    expect(values[1]).toMatchObject({ curve: 'interpolating', d: 16 });
  });

  it('says that the law does not apply to a network that does not interpolate', async () => {
    const rows = await swept(8, 4, { pairs: 10 });
    const headline = (residual: number): string =>
      summariseLaw(rows.map((row) => ({ ...row, residual }))).headlines![0]!.value;
    expect(headline(0.009)).not.toContain('does not apply');
    expect(headline(0.011)).toContain('residual 0.0110: the law does not apply');
  });

  it('summarises nothing to nothing', () => {
    expect(summariseLaw([])).toEqual({});
  });

  it('is what the plugin provides', () => {
    expect(plugin.provides).toContain(compressionLaw);
  });
});

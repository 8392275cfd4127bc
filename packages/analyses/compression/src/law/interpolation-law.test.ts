import { describe, expect, it } from '@jest/globals';
import type { SweptRow, TableRow } from '@fragility/analysis';
import { collectRows } from '@fragility/analysis/conformance';
import { inverse, matrix, random, transpose } from '@fragility/numerics';
import plugin, { interpolationLaw } from '../index.js';

const collect = async (d: number, draws: number, seed = 1): Promise<TableRow[]> =>
  (await collectRows(interpolationLaw, { draws }, { dataset: { shape: [d] }, random: random(seed) })) as TableRow[];

const swept = async (d: number, draws: number): Promise<SweptRow[]> =>
  (await collect(d, draws, d)).map((row) => ({ ...row, trial: `${d}`, model: 'net', seed: 1 }));

describe('interpolation-law', () => {
  it('is compression and robustness of the rows of the inverse', async () => {
    const [found] = await collect(7, 1);
    const stream = random(1).fork('7').fork('0');
    const points = Float64Array.from({ length: 49 }, () => stream.normal());
    const weight = inverse(transpose(matrix(7, 7, points))).data;
    const row = (of: Float64Array, k: number): Float64Array => of.subarray(7 * k, 7 * k + 7);
    const all = Array.from({ length: 7 }, (_, i) =>
      Array.from({ length: 7 }, (_, j) => {
        const w = row(weight, i).map((value, k) => value - row(weight, j)[k]!);
        const u = row(points, i).map((value, k) => value - row(points, j)[k]!);
        const inner = w.reduce((sum, value, k) => sum + value * u[k]!, 0);
        return Math.abs(inner) / (Math.hypot(...w) * Math.hypot(...u));
      }),
    ).flat();
    const different = all.filter((one) => Number.isFinite(one));
    expect(different).toHaveLength(42);
    const nearest = Math.min(...different.map((one) => Math.abs(one - (found!['compression'] as number))));
    expect(nearest).toBeLessThan(1e-10);
  });

  it('has C = ρ, δ = ρ times the optimum, and no residual, in every draw', async () => {
    for (const row of await collect(20, 50)) {
      expect(row['relative_robustness']).toBeCloseTo(row['compression'] as number, 9);
      expect(row['distance']).toBeCloseTo(
        (row['relative_robustness'] as number) * (row['optimal_distance'] as number),
        12,
      );
      expect(row['residual']).toBeLessThan(1e-9);
    }
  });

  it('decides both claims from draws of one trial each', async () => {
    const rows = (await Promise.all([6, 24, 96].map((d) => swept(d, 400)))).flat();
    const { claims, tables, figures } = await interpolationLaw.summarise!(rows, { draws: 400 }, [], async () => []);
    expect(claims!.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['own draws/law', 'holds'],
      ['own draws/slope', 'holds'],
    ]);
    expect(tables!.map(({ name }) => name)[0]).toBe('interpolation-law-summary');
    expect(tables![0]!.rows[0]).toMatchObject({ draws: 400, pairs: 400 });
    expect(figures!.map(({ name }) => name)).toContain('interpolation-scaling');
  });

  it('counts every draw once, whatever trials of one seed have it', async () => {
    const rows = await swept(6, 30);
    const twice = [...rows, ...rows.map((row) => ({ ...row, model: 'other', trial: 'other' }))];
    const tablesOf = async (of: SweptRow[]) =>
      (await interpolationLaw.summarise!(of, { draws: 30 }, [], async () => [])).tables!;
    expect(await tablesOf(twice)).toEqual(await tablesOf(rows));
    expect((await tablesOf(twice))[0]!.rows).toEqual([expect.objectContaining({ model: 'own draws', draws: 30 })]);
  });

  it('draws alike from one seed, and otherwise from another', async () => {
    expect(await collect(5, 3, 4)).toEqual(await collect(5, 3, 4));
    expect(await collect(5, 3, 4)).not.toEqual(await collect(5, 3, 5));
  });

  it('is what the plugin provides', () => {
    expect(plugin.provides).toContain(interpolationLaw);
  });
});

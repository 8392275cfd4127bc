import { describe, expect, it } from '@jest/globals';
import { matrix, openDataset } from '@fragility/dataset';
import { datasetChecks } from '@fragility/dataset/conformance';
import { kolmogorovSmirnov, mean, variance } from '@fragility/numerics';
import { runChecks } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin, { distributions, FAMILIES, FAMILY_NAMES, type FamilyName, type Shape } from './index.js';

const DEFAULTS = { degrees: 3, correlation: 0.9, rank: 8, noise: 0.1, clusters: 8, share: 0.1, ratio: 5 };

const open = (params: object, seed = 1) => openDataset(distributions, params, { seed });

/** Inputs of independent draws, one dataset each: row k is the first point of draw k. */
async function firstPoints(params: { dimension: number }, draws: number): Promise<Float64Array[]> {
  const { population } = await open(params);
  return Promise.all(
    Array.from({ length: draws }, async (_, k) => {
      const { inputs } = await (await population!.draw(k)).load('train', [0]);
      return Float64Array.from(inputs.data);
    }),
  );
}

describe('distributions', () => {
  it.each(FAMILY_NAMES)('%s conforms', async (distribution) => {
    const verdicts = await runChecks(datasetChecks(distributions, { distribution, dimension: 4, upsample: 2 }));
    expect(verdicts.filter(({ passed }) => !passed)).toEqual([]);
  });

  const shapes: [FamilyName, Partial<Shape>][] = [
    ...FAMILY_NAMES.map((name): [FamilyName, Partial<Shape>] => [name, {}]),
    ['student-t', { degrees: 5 }],
    ['student-t-radius', { degrees: 5 }],
    ['mixture', { share: 0.3, ratio: 3 }],
    ['mixture-radius', { share: 0.3, ratio: 3 }],
    ['low-rank', { rank: 2, noise: 0.5 }],
    ['clusters', { clusters: 2, noise: 0.6 }],
    ['ar1', { correlation: -0.7 }],
  ];

  it.each(shapes)('%s has the marginal of its closed form with %j', async (distribution, shape) => {
    const points = await firstPoints({ distribution, dimension: 6, ...shape } as { dimension: number }, 1500);
    const marginal = FAMILIES[distribution].marginal({ dimension: 6, ...DEFAULTS, ...shape });
    for (const c of [0, 5]) {
      const sample = points.map((x) => x[c]!);
      if (marginal) expect(kolmogorovSmirnov(sample, marginal).pValue).toBeGreaterThan(0.001);
      else {
        expect(sample.every((x) => Math.abs(x) === 1)).toBe(true);
        expect(Math.abs(mean(sample))).toBeLessThan(4 / Math.sqrt(1500));
      }
    }
  });

  it.each(shapes)('the closed form of %s has mean 0 and variance 1 with %j', (distribution, shape) => {
    const marginal = FAMILIES[distribution].marginal({ dimension: 6, ...DEFAULTS, ...shape });
    if (!marginal) return;
    // E x = ∫ (1 − F(x) − F(−x)) dx,  E x² = ∫ 2x (1 − F(x) + F(−x)) dx over x > 0, with x = e^s
    let [first, second] = [0, 0];
    for (let s = -12; s < 12; s += 8e-3) {
      const x = Math.exp(s);
      first += (1 - marginal(x) - marginal(-x)) * x * 8e-3;
      second += 2 * x * (1 - marginal(x) + marginal(-x)) * x * 8e-3;
    }
    expect(first).toBeCloseTo(0, 9);
    expect(second).toBeCloseTo(1, 3);
  });

  it('knows which coordinates and points go together', async () => {
    const rows = async (params: object) => {
      const { inputs } = await matrix(await open({ points: 3000, classes: 2, ...params }));
      const d = inputs.shape[1]!;
      return { d, at: (i: number, c: number) => inputs.data[i * d + c]! };
    };
    const covariance = ({ at }: Awaited<ReturnType<typeof rows>>, a: number, b: number): number =>
      mean(Array.from({ length: 3000 }, (_, i) => at(i, a) * at(i, b)));
    const ar = await rows({ distribution: 'ar1', dimension: 4, correlation: 0.8 });
    expect(covariance(ar, 0, 1)).toBeCloseTo(0.8, 1);
    expect(covariance(ar, 0, 3)).toBeCloseTo(0.8 ** 3, 1);
    const sphere = await rows({ distribution: 'sphere', dimension: 5 });
    for (const i of [0, 1, 2]) {
      const squares = Array.from({ length: 5 }, (_, c) => sphere.at(i, c) ** 2);
      expect(squares.reduce((a, b) => a + b)).toBeCloseTo(5, 12);
    }
    const kurtosis = async (distribution: string) => {
      const all = await rows({ distribution, dimension: 64, degrees: 5 });
      const norms = Array.from({ length: 3000 }, (_, i) =>
        mean(Array.from({ length: 64 }, (_, c) => all.at(i, c) ** 2)),
      );
      return variance(norms);
    };
    expect(await kurtosis('student-t-radius')).toBeGreaterThan(5 * (await kurtosis('student-t')));
  });

  it('puts low rank into a subspace, clusters around their centres, and repeats what is upsampled', async () => {
    const flat = await matrix(await open({ distribution: 'low-rank', dimension: 6, rank: 1, noise: 0, points: 3 }));
    const [x, y] = [flat.inputs.data.subarray(0, 6), flat.inputs.data.subarray(6, 12)];
    expect(x.map((value, k) => value / y[k]!).every((ratio) => Math.abs(ratio - x[0]! / y[0]!) < 1e-9)).toBe(true);
    const tight = await matrix(
      await open({ distribution: 'clusters', dimension: 3, clusters: 2, noise: 0, points: 30 }),
    );
    const places = Array.from({ length: 30 }, (_, i) => tight.inputs.data.subarray(3 * i, 3 * i + 3).join());
    expect(new Set(places).size).toBe(2);
    const plain = await matrix(await open({ distribution: 'cube', dimension: 3 }));
    const wide = await matrix(await open({ distribution: 'cube', dimension: 3, upsample: 2 }));
    expect(wide.inputs.shape).toEqual([3, 6]);
    expect([...wide.inputs.data]).toEqual([...plain.inputs.data].flatMap((value) => [value, value]));
  });

  it('draws alike from one seed, otherwise from another, whatever the number of points', async () => {
    const many = await matrix(await open({ distribution: 'clusters', dimension: 3, points: 40, classes: 4 }, 4));
    const few = await matrix(await open({ distribution: 'clusters', dimension: 3, points: 3, classes: 2 }, 4));
    expect([...few.inputs.data]).toEqual([...many.inputs.data.subarray(0, 9)]);
    expect([0, 1, 2, 3].map((k) => many.labels.filter((label) => label === k).length)).toEqual([10, 10, 10, 10]);
    const { population } = await open({ distribution: 'clusters', dimension: 3 }, 9);
    const again = await matrix(await population!.draw(4));
    expect([...again.inputs.data]).toEqual([...few.inputs.data]);
    expect([...again.labels]).toEqual([0, 1, 2]);
    expect(population!.name).toBe('8 clusters + 0.1 noise');
  });

  it('refuses what a distribution does not have, and values that have no variance', async () => {
    const refused = (params: object) => expect(open({ dimension: 4, ...params })).rejects;
    await refused({ distribution: 'laplace', degrees: 5 }).toThrow(/degrees: .*student-t, student-t-radius/);
    await refused({ distribution: 'student-t', degrees: 2 }).toThrow(/degrees: 2 given/);
    await refused({ distribution: 'low-rank', clusters: 3 }).toThrow(/clusters/);
    await refused({ distribution: 'gauss' }).toThrow(/distribution/);
    await refused({ dimension: 1 }).toThrow(/dimension: 1/);
  });

  it('is a plugin', async () => {
    expect((await runChecks(pluginChecks(plugin))).filter(({ passed }) => !passed)).toEqual([]);
  });
});

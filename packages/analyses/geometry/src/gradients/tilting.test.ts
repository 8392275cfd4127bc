import { describe, expect, it } from '@jest/globals';
import { collectRows } from '@fragility/analysis/conformance';
import { inMemory } from '@fragility/dataset';
import { referenceClassifier } from '@fragility/model';
import { dot, matrix, principalComponents, random, solve, stack } from '@fragility/numerics';
import { examplesOf, linearLayer, summaryOf, sweptRows } from '../testing/problem.js';
import { classesOf, discriminant } from './classes.js';
import { bandsOf, spectrumOf } from './spectrum.js';
import { tilting } from './tilting.js';

// Class means (2, 0, 0) and (0, 0, 0) of points in the plane; around them ± 1 along the first axis and ± 3 along the second.
const POINTS = [
  [3, 0, 0],
  [1, 0, 0],
  [2, 3, 0],
  [2, -3, 0],
  [1, 0, 0],
  [-1, 0, 0],
  [0, 3, 0],
  [0, -3, 0],
];
const LABELS = [0, 0, 0, 0, 1, 1, 1, 1];
const examples = examplesOf(POINTS, LABELS);
const dataset = inMemory(['a', 'b'], null, { train: examples, test: examples });
const given = (rows: number[][]) => ({ model: referenceClassifier([linearLayer(rows)]), dataset, examples });

describe('tilting', () => {
  it('is what is known by hand on a linear network', async () => {
    const [first] = await collectRows(
      tilting,
      { shrinkage: 0.3 },
      given([
        [3, 4, 0],
        [0, 0, 12],
      ]),
    );
    // ∇g = (3, 4, −12), ‖∇g‖ = 13, μ_y − μ_j = (2, 0, 0).
    expect(first!['mean_cosine']).toBeCloseTo(3 / 13, 13);
    expect(first!['discriminant_cosine']).toBeCloseTo(3 / 13, 13);
    // Around the mean (1, 0, 0): 12 along the first axis, 36 along the second, over 7. The second holds 75 %, the first the rest.
    expect(first).toMatchObject({ share_75: 0, share_90: expect.closeTo(9 / 169, 13), share_99: 0, share_100: 0 });
    expect(first!['share_50']).toBeCloseTo(16 / 169, 13);
    expect(first!['share_outside']).toBeCloseTo(144 / 169, 13);
    expect(first!['relative_variance']).toBeCloseTo((3 * (16 * 36 + 9 * 12)) / (169 * 48), 13);
  });

  it('has no angle where the gradient is zero, or a class has no points', async () => {
    const [flat] = await collectRows(
      tilting,
      {},
      given([
        [0, 0, 0],
        [0, 0, 0],
      ]),
    );
    expect(flat).toMatchObject({ mean_cosine: null, share_50: null, relative_variance: null, linear_distance: null });
    const one = {
      ...given([
        [1, 0, 0],
        [0, 1, 0],
      ]),
      examples: examplesOf(POINTS.slice(0, 4), [0, 0, 0, 0]),
    };
    const alone = { ...one, dataset: inMemory(['a', 'b'], null, { test: one.examples }) };
    expect((await collectRows(tilting, {}, alone))[0]).toMatchObject({ mean_cosine: null, discriminant_cosine: null });
  });

  it('decides its claim both ways', async () => {
    const verdict = async (rows: number[][]): Promise<string> => {
      const all = await collectRows(tilting, {}, given(rows));
      const seeds = Array.from({ length: 5 }, (_, seed) => sweptRows(all, { seed, margin: 1 })).flat();
      return (await summaryOf(tilting, seeds)).claims![0]!.verdict;
    };
    expect(
      await verdict([
        [1, 0, 8],
        [0, 0, 0],
      ]),
    ).toBe('holds');
    expect(
      await verdict([
        [1, 8, 0],
        [0, 0, 0],
      ]),
    ).toBe('does not hold');
  });
});

it('the discriminant solves (Σ + εI) u = v', () => {
  const stream = random('discriminant');
  const points = stack(Array.from({ length: 6 }, () => Float64Array.from({ length: 4 }, () => stream.normal())));
  const labels = Int32Array.of(0, 0, 0, 1, 1, 1);
  const { means, within } = classesOf({ inputs: points, labels }, 3);
  expect(means[2]).toBeUndefined();
  const v = Float64Array.from({ length: 4 }, () => stream.normal());
  const sigma = matrix(4, 4, new Float64Array(16));
  labels.forEach((label, i) => {
    const offset = points.data.subarray(4 * i, 4 * i + 4).map((value, k) => value - means[label]![k]!);
    for (let a = 0; a < 4; a++) for (let b = 0; b < 4; b++) sigma.data[4 * a + b]! += (offset[a]! * offset[b]!) / 6;
  });
  const ridge = (0.2 * [0, 5, 10, 15].reduce((sum, k) => sum + sigma.data[k]!, 0)) / 4;
  for (const k of [0, 5, 10, 15]) sigma.data[k]! += ridge;
  const expected = solve(sigma, matrix(4, 1, v)).data;
  discriminant(within, v, 0.2).forEach((value, k) => expect(value).toBeCloseTo(expected[k]!, 10));
  expect(discriminant({ ...within, variances: new Float64Array(0) }, v, 0.2)).toBe(v);
});

it('shares over all bands and outside sum to one, and a band ends where its share of variance is reached', () => {
  expect(bandsOf(Float64Array.of(50, 25, 15, 9, 1))).toEqual([0, 1, 2, 3, 4]);
  expect(bandsOf(Float64Array.of(1))).toEqual([0]);
  const stream = random('spectrum');
  const points = stack(Array.from({ length: 5 }, () => Float64Array.from({ length: 9 }, () => stream.normal())));
  const principal = principalComponents(points);
  const v = Float64Array.from({ length: 9 }, () => stream.normal());
  const { shares, outside, variance } = spectrumOf(principal, bandsOf(principal.variances), v);
  expect(shares.reduce((a, b) => a + b, outside)).toBeCloseTo(1, 13);
  // The variance of the points along v, the direct way.
  const along = Array.from(
    { length: 5 },
    (_, i) => dot(points.data.subarray(9 * i, 9 * i + 9), v) / Math.sqrt(dot(v, v)),
  );
  const centre = along.reduce((a, b) => a + b, 0) / 5;
  const direct = along.reduce((sum, a) => sum + (a - centre) ** 2, 0) / 4;
  const total = principal.variances.reduce((a, b) => a + b, 0);
  expect(variance).toBeCloseTo((9 * direct) / total, 12);
});

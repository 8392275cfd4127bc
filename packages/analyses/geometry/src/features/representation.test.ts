import { describe, expect, it } from '@jest/globals';
import { collectRows } from '@fragility/analysis/conformance';
import { inMemory } from '@fragility/dataset';
import { referenceClassifier } from '@fragility/model';
import { matmul, matrix, random, stack, symmetricEigen, transpose, type Matrix } from '@fragility/numerics';
import { examplesOf, linearLayer, networkOf, problemOf, summaryOf, sweptRows } from '../testing/problem.js';
import { centresOf, nearestCentre, simplexError, withinOverBetween } from './collapse.js';
import { ranksOf, representation } from './representation.js';

const at = (
  points: readonly (readonly number[])[],
  weights: readonly (readonly number[])[],
  labels: readonly number[],
) => {
  const examples = examplesOf(points, labels);
  const dataset = inMemory(
    weights.map((_, k) => `c-${k}`),
    null,
    { train: examples, test: examples },
  );
  return { model: referenceClassifier([linearLayer(weights)]), dataset, examples };
};
/** Weights of two classes, on either side of a hyperplane. */
const sides = (w: readonly number[]): number[][] => [[...w], w.map((value) => -value)];
const features = (points: readonly (readonly number[])[]) => stack(points.map((x) => Float64Array.from(x)));
const SIMPLEX = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

describe('representation', () => {
  it('is collapsed on a simplex of class means without scatter', async () => {
    const points = [...SIMPLEX, ...SIMPLEX];
    const [row] = await collectRows(representation, {}, at(points, SIMPLEX, [0, 1, 2, 0, 1, 2]));
    expect(row).toMatchObject({ points: 6, features: 3, classes: 3, nc1: 0, nc4: 0 });
    for (const name of ['nc2_norms', 'nc2_angles']) expect(row![name]).toBeCloseTo(0, 14);
    // The centred points span a plane evenly; the weights all of space.
    for (const name of ['stable_rank', 'participation_ratio']) expect(row![name]).toBeCloseTo(2, 12);
    expect(row!['weight_stable_rank']).toBeCloseTo(3, 12);
  });

  it('is of rank one where features lie on a line', async () => {
    const points = [
      [1, 2],
      [2, 4],
      [-1, -2],
      [-3, -6],
    ];
    const [row] = await collectRows(representation, {}, at(points, sides([1, 2]), [0, 0, 1, 1]));
    for (const name of ['stable_rank', 'participation_ratio', 'weight_stable_rank'])
      expect(row![name]).toBeCloseTo(1, 12);
    // Two means ± a are a simplex of two, whatever a: cos = −1.
    expect(row!['nc2_norms']).toBeCloseTo(0, 14);
    expect(row!['nc2_angles']).toBeCloseTo(0, 14);
  });

  it('has the NC1 and NC4 that are known by hand', async () => {
    // Means (±4, 0), scatter ± 1 along the first axis and ± 5 along the second: Σ_B = diag(16, 0), Σ_W = diag(1/2, 25/2).
    const points = [
      [5, 0],
      [3, 0],
      [4, 5],
      [4, -5],
      [-5, 0],
      [-3, 0],
      [-4, 5],
      [-4, -5],
    ];
    const labels = [0, 0, 0, 0, 1, 1, 1, 1];
    const [row] = await collectRows(representation, {}, at(points, sides([1, 1]), labels));
    expect(row!['nc1']).toBeCloseTo(1 / 2 / 16 / 2, 14);
    // x + y decides otherwise than x at (4, −5) and (−4, 5).
    expect(row!['nc4']).toBe(2 / 8);
  });

  it('has no value where there is none', async () => {
    const same = [
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ];
    const [flat] = await collectRows(
      representation,
      {},
      at(
        same,
        [
          [0, 0],
          [0, 0],
        ],
        [0, 0, 1, 1],
      ),
    );
    expect(flat).toMatchObject({
      stable_rank: null,
      participation_ratio: null,
      weight_stable_rank: null,
      nc1: null,
      nc2_angles: null,
    });
    const [single] = await collectRows(representation, {}, at(SIMPLEX, SIMPLEX, [0, 1, 2]));
    expect(single).toMatchObject({ nc1: null, nc2_norms: expect.closeTo(0, 14) });
    const [one] = await collectRows(
      representation,
      {},
      at(
        [
          [1, 2],
          [2, 1],
        ],
        [
          [1, 0],
          [0, 1],
        ],
        [0, 0],
      ),
    );
    expect(one).toMatchObject({ classes: 1, nc1: null, nc2_norms: null, nc4: 0.5 });
  });

  it('reads hidden layers, as many points as are asked for', async () => {
    const [row] = await collectRows(representation, { points: 10 }, problemOf(networkOf('relu')));
    expect(row).toMatchObject({ points: 10, features: 8 });
  });

  it('decides its claim both ways', async () => {
    const verdict = async (weights: number[][]): Promise<string> => {
      const rows = await collectRows(
        representation,
        {},
        at(
          [
            [4, 1],
            [4, -1],
            [-4, 1],
            [-4, -1],
          ],
          weights,
          [0, 0, 1, 1],
        ),
      );
      const seeds = Array.from({ length: 5 }, (_, seed) => sweptRows(rows, { seed })).flat();
      return (await summaryOf(representation, seeds)).claims![0]!.verdict;
    };
    expect(
      await verdict([
        [1, 0],
        [-1, 0],
      ]),
    ).toBe('holds');
    expect(
      await verdict([
        [0, 1],
        [0, -1],
      ]),
    ).toBe('does not hold');
  });
});

/** A⁺ by its eigenvectors. */
function pseudoInverse(a: Matrix): Matrix {
  const { values, vectors } = symmetricEigen(a);
  const n = a.rows;
  const out = matrix(n, n, new Float64Array(n * n));
  values.forEach((value, k) => {
    if (value < 1e-10 * values[0]!) return;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) out.data[i * n + j]! += (vectors.data[k * n + i]! * vectors.data[k * n + j]!) / value;
  });
  return out;
}

it('NC1 is the trace of the covariances themselves, NC2 that of its Gram matrix', () => {
  const stream = random('collapse');
  const [n, m, K] = [30, 5, 4];
  const labels = Array.from({ length: n }, (_, i) => i % K);
  const points = features(
    labels.map((k) => Array.from({ length: m }, () => stream.normal() + (k + 1) * stream.uniform())),
  );
  const centres = centresOf(points, labels);
  const outer = (rows: readonly Float64Array[]): Matrix => {
    const A = matrix(rows.length, m, Float64Array.from(rows.flatMap((row) => [...row])));
    const product = matmul(transpose(A), A);
    return { ...product, data: product.data.map((value) => value / rows.length) };
  };
  const within = outer(
    labels.map((k, i) => points.data.subarray(i * m, i * m + m).map((value, c) => value - centres.means[k]![c]!)),
  );
  const between = outer(
    centres.means.map((mean) => mean.map((value, c) => value - centres.means.reduce((s, one) => s + one[c]! / K, 0))),
  );
  const product = matmul(within, pseudoInverse(between));
  const trace = Array.from({ length: m }, (_, k) => product.data[k * m + k]!).reduce((a, b) => a + b, 0);
  expect(withinOverBetween(points, labels, centres)).toBeCloseTo(trace / K, 10);

  const G = matmul(
    matrix(K, m, Float64Array.from(centres.offsets.flatMap((row) => [...row]))),
    transpose(matrix(K, m, Float64Array.from(centres.offsets.flatMap((row) => [...row])))),
  );
  let angles = 0;
  for (let k = 0; k < K; k++)
    for (let l = 0; l < K; l++)
      if (k !== l)
        angles += Math.abs(G.data[k * K + l]! / Math.sqrt(G.data[k * K + k]! * G.data[l * K + l]!) + 1 / 3) / 12;
  expect(simplexError(centres).angles).toBeCloseTo(angles, 12);
  const squares = [0, 1, 2, 3].map((k) => G.data[k * K + k]!);
  const mean = squares.reduce((s, v) => s + Math.sqrt(v) / K, 0);
  const variance = squares.reduce((s, v) => s + (Math.sqrt(v) - mean) ** 2 / K, 0);
  expect(simplexError(centres).norms).toBeCloseTo(Math.sqrt(variance) / mean, 12);
});

it('ranks of variances, and the nearest centre among the classes that are there', () => {
  expect(ranksOf(Float64Array.of(4, 2, 2))).toEqual({ stable: 2, participation: 64 / 24 });
  const centres = centresOf(
    features([
      [0, 0],
      [3, 0],
    ]),
    [5, 2],
  );
  expect(centres.classes).toEqual([2, 5]);
  expect([nearestCentre(centres, Float64Array.of(1, 0)), nearestCentre(centres, Float64Array.of(2, 0))]).toEqual([
    5, 2,
  ]);
});

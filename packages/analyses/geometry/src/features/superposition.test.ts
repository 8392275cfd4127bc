import { describe, expect, it } from '@jest/globals';
import { collectRows } from '@fragility/analysis/conformance';
import { referenceClassifier } from '@fragility/model';
import { inverse, matrix, matmul, random, symmetricEigen, transpose, type Row } from '@fragility/numerics';
import { inMemory } from '@fragility/dataset';
import { examplesOf, linearLayer, networkOf, problemOf, summaryOf, sweptRows } from '../testing/problem.js';
import { interferences } from './interference.js';
import { superposition } from './superposition.js';

const vectors = (rows: readonly (readonly number[])[]): Row[] => rows.map((row) => Float64Array.from(row));
const dimensions = (rows: readonly (readonly number[])[]): number[] =>
  interferences(vectors(rows)).map(({ dimensionality }) => dimensionality);

/** The linear network of theorem 1 on n random points, one class each. */
function theorem1(n: number, seed: number) {
  const stream = random(`theorem/${seed}`);
  const points = Array.from({ length: n }, () => Array.from({ length: n }, () => stream.normal()));
  const inverted = transpose(inverse(matrix(n, n, Float64Array.from(points.flat())))).data;
  const weights = points.map((_, i) => [...inverted.subarray(i * n, (i + 1) * n)]);
  const labels = points.map((_, i) => i);
  const examples = examplesOf(points, labels);
  const names = labels.map((i) => `c-${i}`);
  const model = referenceClassifier([linearLayer(weights)]);
  return { points, weights, model, examples, dataset: inMemory(names, null, { train: examples }) };
}

describe('dimensions per class', () => {
  it('are what is known by hand', () => {
    expect(
      dimensions([
        [3, 0, 0],
        [0, 0.1, 0],
      ]),
    ).toEqual([1, 1]);
    expect(
      dimensions([
        [1, 0],
        [-1, 0],
      ]),
    ).toEqual([0.5, 0.5]);
    // A triangle in the plane, three classes in two dimensions: 2/3 each.
    const third = (2 * Math.PI) / 3;
    for (const D of dimensions([0, 1, 2].map((k) => [Math.cos(k * third), Math.sin(k * third)])))
      expect(D).toBeCloseTo(2 / 3, 14);
    // ŵ_1 has ⟨ŵ_1, w_1⟩² = 4 and ⟨ŵ_1, w_2⟩² = 9; ŵ_2 = (3, 4)/5 has 25 and 36/25.
    const [first, second] = dimensions([
      [2, 0],
      [3, 4],
    ]);
    expect(first).toBeCloseTo(4 / 13, 14);
    expect(second).toBeCloseTo(25 / (25 + 36 / 25), 14);
    expect(
      dimensions([
        [0, 0],
        [1, 0],
      ])[0],
    ).toBeNaN();
  });

  it('are those of the scatter matrix of the weights, and sum to its rank at most', () => {
    const stream = random('weights');
    const rows = Array.from({ length: 7 }, () => Array.from({ length: 4 }, () => stream.normal()));
    const W = matrix(7, 4, Float64Array.from(rows.flat()));
    const { values, vectors: axes } = symmetricEigen(matmul(transpose(W), W));
    const expected = rows.map((w) => {
      const along = [0, 1, 2, 3].map((k) => w.reduce((sum, value, c) => sum + value * axes.data[4 * k + c]!, 0) ** 2);
      const square = along.reduce((a, b) => a + b, 0);
      return square ** 2 / along.reduce((sum, value, k) => sum + value * values[k]!, 0);
    });
    const found = dimensions(rows);
    found.forEach((D, i) => expect(D).toBeCloseTo(expected[i]!, 12));
    expect(found.reduce((a, b) => a + b, 0)).toBeLessThan(4);
  });

  it('name the class that interferes most', () => {
    expect(
      interferences(
        vectors([
          [1, 0],
          [-5, 1],
          [0.5, 9],
        ]),
      ).map(({ rival }) => rival),
    ).toEqual([2, 2, 1]);
  });
});

describe('superposition', () => {
  it('is what is known by hand on a linear network', async () => {
    const points = [
      [2, 0],
      [1, 1],
      [0, 4],
    ];
    const examples = examplesOf(points, [0, 0, 1]);
    const dataset = inMemory(['a', 'b', 'c'], null, { train: examples });
    const model = referenceClassifier([
      linearLayer([
        [2, 0],
        [0, 1],
        [0, -3],
      ]),
    ]);
    const rows = await collectRows(superposition, {}, { model, dataset, examples });
    // The mean features of class a are (3, 1)/2; both of its examples are right, with b and b as strongest others.
    expect(rows).toEqual([
      expect.objectContaining({
        class: 'a',
        features: 2,
        weight_norm: 2,
        dimensionality: 1,
        interference: 0,
        examples: 2,
      }),
      expect.objectContaining({ class: 'b', weight_norm: 1, dimensionality: 0.1, compression: 1, rival: 'a' }),
      expect.objectContaining({ class: 'c', dimensionality: 0.9, examples: 0, compression: null, rival_share: null }),
    ]);
    expect(rows[0]!['compression']).toBeCloseTo(3 / Math.sqrt(10), 14);
    expect(rows[1]!['rival_share']).toBe(1);
    expect(rows[1]!['interference']).toBeCloseTo(9, 12);
  });

  it('has the closed forms of W = X⁻¹: both come from how the other weights lie along w_i, in different ways', async () => {
    const n = 6;
    const { points, weights, ...given } = theorem1(n, 1);
    const rows = await collectRows(superposition, {}, given);
    weights.forEach((w, i) => {
      const length = Math.hypot(...w);
      const unit = w.map((value) => value / length);
      const others = weights.filter((_, j) => j !== i);
      const b = others.map((other) => other.reduce((sum, value, k) => sum + value * unit[k]!, 0));
      // t ⟂ w_i with ⟨z_j, t⟩ = −b_j: what of x_i/⟨x_i, ŵ_i⟩ the others need.
      const along = points[i]!.reduce((sum, value, k) => sum + value * unit[k]!, 0);
      const t = points[i]!.map((value, k) => value / along - unit[k]!);
      others.forEach((other, j) =>
        expect(other.reduce((sum, value, k) => sum + (value - b[j]! * unit[k]!) * t[k]!, 0)).toBeCloseTo(-b[j]!, 9),
      );
      expect(Number(rows[i]!['dimensionality'])).toBeCloseTo(
        1 / (1 + b.reduce((s, v) => s + v * v, 0) / length ** 2),
        11,
      );
      expect(Number(rows[i]!['compression'])).toBeCloseTo(1 / Math.sqrt(1 + t.reduce((s, v) => s + v * v, 0)), 10);
    });
  });

  it('changes with the lengths of the other weights, as compression does not', async () => {
    const { weights, ...given } = theorem1(5, 2);
    const scaled = weights.map((w, i) => (i === 0 ? w : w.map((value) => 10 * value)));
    const model = referenceClassifier([linearLayer(scaled)]);
    const [[before], [after]] = [
      await collectRows(superposition, {}, given),
      await collectRows(superposition, {}, { ...given, model }),
    ];
    expect(Number(after!['compression'])).toBeCloseTo(Number(before!['compression']), 12);
    expect(Number(after!['dimensionality'])).toBeLessThan(0.1 * Number(before!['dimensionality']));
  });

  it('finds that compression and superposition disagree under theorem 1, and agree where they are made to', async () => {
    const verdict = async (of: (seed: number) => ReturnType<typeof theorem1>): Promise<string> => {
      const rows = [];
      for (let seed = 0; seed < 6; seed++)
        rows.push(...sweptRows(await collectRows(superposition, {}, of(seed)), { seed, trial: `t-${seed}` }));
      return (await summaryOf(superposition, rows)).claims![0]!.verdict;
    };
    expect(await verdict((seed) => theorem1(24, seed))).toBe('does not hold');
    // Points along the weights but for one common direction: who has more of it is superposed and compressed more.
    const made = (seed: number) => {
      const stream = random(`made/${seed}`);
      const rows = Array.from({ length: 8 }, (_, i) =>
        Array.from({ length: 9 }, (__, k) => (k === i ? 1 : k === 8 ? stream.uniform() : 0)),
      );
      const examples = examplesOf(
        rows.map((row) => row.with(8, 0)),
        rows.map((_, i) => i),
      );
      const dataset = inMemory(
        rows.map((_, i) => `c-${i}`),
        null,
        { train: examples },
      );
      return { ...theorem1(8, seed), model: referenceClassifier([linearLayer(rows)]), examples, dataset };
    };
    expect(await verdict(made)).toBe('holds');
  });

  it('says what networks use on average, with intervals over seeds only', async () => {
    const rows = await collectRows(superposition, {}, problemOf(networkOf('relu')));
    const seeds = (n: number) =>
      Array.from({ length: n }, (_, seed) => sweptRows(rows, { seed, trial: `t-${seed}` })).flat();
    const few = (await summaryOf(superposition, seeds(2))).tables![0]!.rows;
    expect(few.find(({ quantity }) => quantity === 'classes per dimension K/m')).toMatchObject({
      n: 2,
      mean: 3 / 8,
      low: null,
    });
    const many = (await summaryOf(superposition, seeds(5))).tables![0]!.rows;
    expect(many.find(({ quantity }) => quantity === 'mean D')).toMatchObject({ n: 5, seeds: 5, resampled: 'seeds' });
  });
});

import { describe, expect, it } from '@jest/globals';
import { collectRows } from '@fragility/analysis/conformance';
import { inMemory } from '@fragility/dataset';
import { referenceClassifier, type DifferentiableClassifier } from '@fragility/model';
import { margin, matrix, normOf, random, row, type Row } from '@fragility/numerics';
import { forward } from '@fragility/numerics/dense';
import { offsetAttack } from '../testing/attack.js';
import { examplesOf, linearLayer, networkOf, problemOf, summaryOf, sweptRows } from '../testing/problem.js';
import { smallestInside, type Attacked } from './smallest-inside.js';
import { spanOf, wholeSpace } from './subspace.js';
import { subspaceRobustness } from './subspace-robustness.js';

const SEARCH = { steps: 30, rivals: 9 };
const attackedOf = (
  model: DifferentiableClassifier,
  layers: Parameters<typeof forward>[0],
  points: readonly Row[],
): Attacked[] =>
  points.map((x) => {
    const logits = forward(layers, x);
    return { x, logits, label: logits.indexOf(Math.max(...logits)) };
  });

describe('smallestInside', () => {
  const stream = random('inside');
  const normals = (n: number): Row => Float64Array.from({ length: n }, () => stream.normal());
  const line = Float64Array.of(0.6, 0, 0.8, 0, 0);
  const plane = matrix(2, 5, Float64Array.of(...line, 0, 1, 0, 0, 0));

  it('is min_j g_j/‖P(w_y − w_j)‖ on linear networks of many classes', async () => {
    const layers = [
      linearLayer(
        Array.from({ length: 6 }, () => [...normals(5)]),
        [...normals(6)],
      ),
    ];
    const model = referenceClassifier(layers);
    const attacked = attackedOf(
      model,
      layers,
      Array.from({ length: 20 }, () => normals(5)),
    );
    for (const space of [spanOf(plane), wholeSpace(5)]) {
      const found = await smallestInside(model, attacked, space, SEARCH);
      attacked.forEach(({ label, logits }, k) => {
        const all = Array.from(logits.keys()).filter((j) => j !== label);
        const lengths = all.map((j) => {
          const difference = layers[0]!.weight
            .subarray(5 * label, 5 * label + 5)
            .map((v, c) => v - layers[0]!.weight[5 * j + c]!);
          return (logits[label]! - logits[j]!) / normOf(space.project(difference), 'l2');
        });
        expect(found[k]).toBeCloseTo(Math.min(...lengths), 7);
      });
    }
  });

  it.each(['tanh', 'relu'] as const)('finds on a line what a scan of it finds, on %s', async (kind) => {
    const layers = networkOf(kind);
    const model = referenceClassifier(layers);
    const attacked = attackedOf(
      model,
      layers,
      Array.from({ length: 12 }, () => normals(5)),
    );
    const found = await smallestInside(model, attacked, spanOf(matrix(1, 5, line)), SEARCH);
    let missed = 0;
    attacked.forEach(({ x, label }, k) => {
      const fooled = (t: number): boolean =>
        margin(
          forward(
            layers,
            x.map((v, c) => v + t * line[c]!),
          ),
          { label },
        ) < 0;
      const scan =
        Array.from({ length: 6000 }, (_, t) => 0.001 * (t + 1)).find((t) => fooled(t) || fooled(-t)) ?? Infinity;
      if (found[k]! < Infinity) expect(found[k]).toBeGreaterThan(scan - 0.0011);
      if (found[k]! > 1.01 * scan) missed++;
    });
    expect(missed).toBeLessThanOrEqual(3);
  });

  it('finds nothing where the gradient vanishes inside, and nothing of nothing', async () => {
    const layers = [
      linearLayer([
        [1, 0],
        [0, 0],
      ]),
    ];
    const model = referenceClassifier(layers);
    const attacked = attackedOf(model, layers, [Float64Array.of(1, 0)]);
    expect(await smallestInside(model, attacked, spanOf(matrix(1, 2, Float64Array.of(0, 1))), SEARCH)).toEqual([
      Infinity,
    ]);
    expect(await smallestInside(model, [], wholeSpace(2), SEARCH)).toEqual([]);
  });
});

describe('subspace-robustness', () => {
  // Points in the plane of the first two axes, most spread along the first.
  const points = [
    [4, 1, 0],
    [-4, 1, 0],
    [4, -1, 0],
    [-4, -1, 0],
  ];
  const examples = examplesOf(points, [0, 1, 0, 1]);
  const dataset = inMemory(['right', 'left'], null, { train: examples });
  const model = referenceClassifier([
    linearLayer([
      [1, 1, 1],
      [-1, -1, -1],
    ]),
  ]);
  const attack = offsetAttack('add', () => Float64Array.of(3, 0, 4), { skipped: ['p-3'] });
  const far = offsetAttack('far', () => Float64Array.of(0, 9, 0));
  const given = { model, examples, dataset, attacks: [far, attack] };

  it('is what is known by hand on a linear network', async () => {
    const [first, , third, last] = await collectRows(subspaceRobustness, { components: 1 }, given);
    // g = 2 (x₁ + x₂ + x₃) = 10, ∇g = (2, 2, 2).
    expect(first).toMatchObject({ subspace_dimension: 1, attack: 'add', attack_distance: 5 });
    expect(first!['distance_inside']).toBeCloseTo(10 / 2, 7);
    expect(first!['distance_outside']).toBeCloseTo(10 / Math.sqrt(8), 7);
    expect(first!['distance_whole']).toBeCloseTo(10 / Math.sqrt(12), 7);
    expect(first!['inside_ratio']).toBeCloseTo(Math.sqrt(3), 7);
    expect(first!['gradient_share']).toBeCloseTo(1 / 3, 13);
    expect(first!['off_share']).toBeCloseTo(16 / 25, 13);
    expect(first!['random_off_share']).toBeCloseTo(2 / 3, 14);
    expect(third!['distance_inside']).toBeCloseTo(6 / 2, 7);
    expect(last).toMatchObject({ attack: 'far', attack_distance: 9, off_share: 1 });
  });

  it.each([
    ['span', 2, 1 / Math.sqrt(8)],
    ['dct', 2, 1 / Math.sqrt(12)],
    ['principal', 2, 1 / Math.sqrt(8)],
  ] as const)('knows %s', async (subspace, m, share) => {
    const [first] = await collectRows(subspaceRobustness, { subspace, components: 2 }, given);
    expect(first!['subspace_dimension']).toBe(m);
    // (1, 1, 1) is the lowest frequency: the gradient lies inside.
    expect(first!['distance_inside']).toBeCloseTo(10 * share, 7);
    if (subspace === 'dct') expect(first).toMatchObject({ gradient_share: expect.closeTo(1, 12) });
  });

  it('leaves cells empty where nothing is inside, or the example is misclassified', async () => {
    const beyond = await collectRows(subspaceRobustness, { from: 9 }, given);
    expect(beyond[0]).toMatchObject({
      subspace_dimension: 0,
      distance_inside: null,
      inside_ratio: null,
      gradient_share: 0,
    });
    const wrong = { ...given, examples: { ...examples, labels: Int32Array.of(1, 1, 0, 1) }, attacks: [] };
    expect((await collectRows(subspaceRobustness, {}, wrong))[0]).toMatchObject({
      distance_whole: null,
      attack: null,
      off_share: null,
    });
  });

  it('decides its claim both ways', async () => {
    const verdict = async (offset: (x: Row) => Row): Promise<string> => {
      const rows = await collectRows(
        subspaceRobustness,
        { components: 1 },
        { ...given, attacks: [offsetAttack('a', offset)] },
      );
      const seeds = Array.from({ length: 5 }, (_, seed) => sweptRows(rows, { seed })).flat();
      return (await summaryOf(subspaceRobustness, seeds)).claims![0]!.verdict;
    };
    expect(await verdict(() => Float64Array.of(0, 1, 0))).toBe('holds');
    expect(await verdict(() => Float64Array.of(1, 0, 0))).toBe('does not hold');
  });

  it('does not depend on the batch that an example is in', async () => {
    const whole = problemOf(networkOf('relu'), 8);
    const all = await collectRows(subspaceRobustness, { components: 2 }, { ...whole, attacks: [] });
    const at = {
      inputs: { data: row(whole.examples.inputs, 5).slice(), shape: [1, 5] },
      labels: whole.examples.labels.slice(5, 6),
      ids: ['p-5'],
    };
    expect(await collectRows(subspaceRobustness, { components: 2 }, { ...whole, examples: at, attacks: [] })).toEqual([
      all[5],
    ]);
  });
});

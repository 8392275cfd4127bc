import { describe, expect, it } from '@jest/globals';
import { boundNetwork, boundNetworkOf, ballRegion, denseGraph, GraphBuilder } from '@fragility/engine';
import { referenceClassifier } from '@fragility/model';
import { matmul, matrix, normOf, random, row, symmetricEigen, transpose } from '@fragility/numerics';
import { forward } from '@fragility/numerics/dense';
import { attackOf, rowsOf, summaryOf, sweptRows } from '../testing/analysis.js';
import { linearDistances, linearLayers } from '../testing/linear.js';
import { alongAxis, examplesOf, layerOf, nearestOnGrid, networkOf, problemOf } from '../testing/problem.js';
import { spectralBound } from './gram.js';
import { globalBounds } from './global.js';
import { lipschitz } from './lipschitz.js';
import { localBounds } from './local.js';
import { operatorNorm } from './operator-norm.js';

const NORMS = ['linf', 'l2', 'l1'] as const;

describe('spectralBound', () => {
  it('is above the largest singular value and within a thousandth of it', () => {
    const stream = random('spectral');
    for (const [rows, columns] of [
      [1, 5],
      [6, 6],
      [20, 7],
      [40, 90],
    ] as const)
      for (const scale of [1e-100, 1, 1e100]) {
        const w = matrix(
          rows,
          columns,
          Float64Array.from({ length: rows * columns }, () => scale * stream.normal()),
        );
        const unit = matrix(
          rows,
          columns,
          w.data.map((v) => v / scale),
        );
        const exact = scale * Math.sqrt(Math.max(...symmetricEigen(matmul(unit, transpose(unit))).values));
        expect(spectralBound(w)).toBeGreaterThanOrEqual(exact * (1 - 1e-12));
        expect(spectralBound(w)).toBeLessThan(exact * 1.002);
      }
  });

  it('is known by hand: 0, a diagonal, an orthogonal matrix', () => {
    expect(spectralBound(matrix(2, 3, new Float64Array(6)))).toBe(0);
    expect(spectralBound(matrix(2, 2, Float64Array.of(3, 0, 0, -4)))).toBeCloseTo(4, 10);
    expect(spectralBound(matrix(2, 2, Float64Array.of(0.6, -0.8, 0.8, 0.6)))).toBeCloseTo(1, 3);
  });
});

describe('operatorNorm', () => {
  it('is the largest sum of a row in L∞, of a column in L1', () => {
    const { steps } = boundNetworkOf(
      referenceClassifier([
        layerOf([
          [1, -2, 3],
          [-4, 5, 0.5],
        ]),
      ]),
    );
    const map = steps[0]!.kind === 'linear' ? steps[0]!.terms[0]!.map : undefined;
    expect(operatorNorm(map!, 'linf')).toBeCloseTo(9.5, 12);
    expect(operatorNorm(map!, 'l1')).toBeCloseTo(7, 12);
  });

  it('is above the growth of every vector under a convolution', () => {
    const b = new GraphBuilder('conv');
    const stream = random('conv');
    const w = b.constant({
      type: 'float64',
      shape: [3, 2, 3, 3],
      data: Float64Array.from({ length: 54 }, stream.normal),
    });
    const x = b.input({ name: 'x', type: 'float64', shape: ['batch', 2, 5, 5] });
    const y = b.node('Flatten', [b.node('Conv', [x, w], { pads: [1, 1, 1, 1] })]);
    b.output({ name: y, type: 'float64', shape: ['batch', 75] });
    const { steps } = boundNetwork(b.build());
    const { map } = steps[0]!.kind === 'linear' ? steps[0]!.terms[0]! : (undefined as never);
    for (const norm of NORMS) {
      let most = 0;
      for (let round = 0; round < 200; round++) {
        let v = Float64Array.from({ length: 50 }, stream.normal);
        for (let k = 0; k < 5; k++) {
          const image = new Float64Array(75);
          map.apply(v, image, 1);
          most = Math.max(most, normOf(image, norm) / normOf(v, norm));
          const back = new Float64Array(50);
          map.pull(image, back, 1);
          v = back.map((one) => one / normOf(back, 'l2'));
        }
      }
      expect(operatorNorm(map, norm)).toBeGreaterThanOrEqual(most);
      if (norm === 'l2') expect(operatorNorm(map, norm)).toBeLessThan(most * 1.01);
    }
  });
});

describe('constants', () => {
  it.each(NORMS)('are above every difference quotient, globally and in the ball: %s', (norm) => {
    for (const kind of ['relu', 'tanh', 'leaky-relu'] as const) {
      const activation = kind === 'leaky-relu' ? { kind, slope: 0.3 } : { kind };
      const layers = networkOf(7, [3, 8, 7, 3], activation);
      const network = boundNetwork(denseGraph(layers, 'float64'));
      const whole = globalBounds(network, norm);
      const stream = random(`quotients/${kind}`);
      for (let round = 0; round < 20; round++) {
        const x = Float64Array.from({ length: 3 }, stream.normal);
        const radius = 0.05 + 0.5 * stream.uniform();
        const [own] = localBounds(network, ballRegion({ centre: x, radius, norm }), [[0, 2]], norm);
        for (let k = 0; k < 100; k++) {
          const point = (): Float64Array => {
            const step = Float64Array.from({ length: 3 }, stream.normal);
            return x.map((v, c) => v + (step[c]! * radius * stream.uniform()) / normOf(step, norm));
          };
          const [a, b] = [point(), point()];
          const g = (z: Float64Array): number => forward(layers, z)[0]! - forward(layers, z)[2]!;
          const quotient =
            Math.abs(g(a) - g(b)) /
            normOf(
              a.map((v, c) => v - b[c]!),
              norm,
            );
          expect(quotient).toBeLessThanOrEqual(own! * (1 + 1e-9));
          expect(quotient).toBeLessThanOrEqual(whole.of(0, 2) * (1 + 1e-9));
        }
      }
    }
  });

  it('are the dual norm of the gradient where no unit changes its side', () => {
    const layers = networkOf(5, [4, 9, 3]);
    const network = boundNetwork(denseGraph(layers, 'float64'));
    const x = Float64Array.of(0.3, -0.2, 0.9, 0.4);
    const gradient = x.map((_, k) => {
      const g = (h: number): number => {
        const z = x.with(k, x[k]! + h) as Float64Array;
        return forward(layers, z)[0]! - forward(layers, z)[1]!;
      };
      return (g(1e-6) - g(-1e-6)) / 2e-6;
    });
    const [own] = localBounds(network, ballRegion({ centre: x, radius: 1e-5, norm: 'l2' }), [[0, 1]], 'l2');
    expect(own).toBeCloseTo(normOf(gradient, 'l2'), 6);
  });
});

describe('lipschitz', () => {
  it.each(NORMS)('is the distance of linear classifiers, globally and locally: %s', async (norm) => {
    const given = problemOf(linearLayers(), 5);
    for (const [i, found] of (await rowsOf(lipschitz, { norm, tolerance: 1e-6 }, given)).entries()) {
      const x = row(given.examples.inputs, i);
      const exact = Math.min(...linearDistances(x, found['label'] as number, norm));
      expect(found['global_radius']).toBeLessThanOrEqual(exact);
      expect(found['global_radius']).toBeGreaterThan(exact * (1 - 1e-12));
      expect(found['local_radius']).toBeLessThanOrEqual(exact);
      expect(found['local_radius']).toBeGreaterThan(exact * (1 - 2e-6));
    }
  });

  it.each(NORMS)('lies below every adversarial point of a dense grid on random networks: %s', async (norm) => {
    const layers = networkOf(2, [2, 8, 6, 3]);
    const given = problemOf(layers, 6);
    const grid = nearestOnGrid(layers, given.examples, norm, { reach: 4, n: 101 });
    for (const [i, { lower, local_radius, global_radius }] of (await rowsOf(lipschitz, { norm }, given)).entries()) {
      expect(lower).toBeLessThanOrEqual(grid[i]!);
      expect(global_radius).toBeGreaterThan(0);
      expect(local_radius).toBeGreaterThan(0);
    }
  });

  it('ends the run at an attack that is nearer, and sums up', async () => {
    const given = {
      ...alongAxis([1, -1]),
    };
    const attacks = (distance: number) => [attackOf('a', 'l2', { 'p-0': distance })];
    await expect(rowsOf(lipschitz, { norm: 'l2' }, { ...given, attacks: attacks(0.5) })).rejects.toMatchObject({
      code: 'certification/unsound',
    });
    const rows = await rowsOf(lipschitz, { norm: 'l2' }, { ...given, attacks: attacks(1.25) });
    expect(rows[1]).toMatchObject({ correct: false, lower: null });
    const { tables, metrics } = await summaryOf(lipschitz, sweptRows(rows), { norm: 'l2' });
    expect(tables![0]!.rows[0]).toMatchObject({ correct: 1, median_attack: 1.25 });
    expect(metrics!['net/l2/median_gap']).toBeCloseTo(0.2, 6);
    expect(await summaryOf(lipschitz, [], { norm: 'l2' })).toEqual({});
  });

  it('proves the box, and no more, of a network that is constant', async () => {
    const model = referenceClassifier(
      [
        layerOf(
          [
            [0, 0],
            [0, 0],
          ],
          [1, 0],
        ),
      ],
      { bounds: [0, 1] },
    );
    const given = { model, examples: examplesOf([[0.25, 0.5]], [0]) };
    expect((await rowsOf(lipschitz, { norm: 'linf' }, given))[0]).toMatchObject({ lower: 0.75, global_constant: 0 });
    const [open] = await rowsOf(lipschitz, { norm: 'linf', box: false }, given);
    expect(open).toMatchObject({ global_radius: null, lower: null });
  });
});

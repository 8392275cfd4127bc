import { describe, expect, it } from '@jest/globals';
import { referenceClassifier } from '@fragility/model';
import { distance, dot, predictedClass, random, type Batch, type Row } from '@fragility/numerics';
import { forward, type Activation, type DenseLayer } from '@fragility/numerics/dense';
import { exactPath, sampledPath } from '../index.js';

const stream = random('path');
const vector = (n: number): Row => Float64Array.from({ length: n }, () => stream.normal());
const layer = (inputs: number, outputs: number, activation: Activation): DenseLayer => ({
  inputs,
  outputs,
  weight: vector(inputs * outputs).map((v) => v / Math.sqrt(inputs)),
  bias: vector(outputs).map((v) => 0.3 * v),
  activation,
});
const network = (kind: 'relu' | 'tanh' | 'identity'): DenseLayer[] => [
  layer(8, 24, { kind }),
  layer(24, 3, { kind: 'identity' }),
];

/** Pairs of random points of different predicted classes. */
function pairs(layers: DenseLayer[], count: number): [Row, Row, number, number][] {
  const found: [Row, Row, number, number][] = [];
  while (found.length < count) {
    const [x, y] = [vector(8), vector(8)];
    const [i, j] = [x, y].map((v) => predictedClass(forward(layers, v))) as [number, number];
    if (i !== j) found.push([x, y, i, j]);
  }
  return found;
}

/** The margin between the two classes at a share t of the way. */
const marginOnWay = (layers: DenseLayer[], x: Row, y: Row, i: number, j: number) => (t: number) => {
  const logits = forward(
    layers,
    x.map((v, k) => v + t * (y[k]! - v)),
  );
  return logits[i]! - logits[j]!;
};

describe('exactPath', () => {
  const layers = network('relu');

  it('keeps the path identity to rounding', () => {
    for (const pair of pairs(layers, 40)) expect(exactPath(layers, ...pair)!.residual).toBeLessThan(1e-10);
  });

  it('ends on the first boundary', () => {
    for (const [x, y, i, j] of pairs(layers, 40)) {
      const { boundary } = exactPath(layers, x, y, i, j)!;
      const margin = marginOnWay(layers, x, y, i, j);
      const end = boundary / distance(x, y, 'l2');
      expect(margin(end)).toBeCloseTo(0, 11);
      const least = Math.min(...Array.from({ length: 500 }, (_, k) => margin((end * k) / 500)));
      expect(least).toBeGreaterThan(-1e-12);
    }
  });

  it('agrees with quadrature on the plain model', async () => {
    const model = referenceClassifier(layers);
    for (const pair of pairs(layers, 20)) {
      const [exact, sampled] = [exactPath(layers, ...pair)!, (await sampledPath(model, ...pair))!];
      expect(sampled.boundary / exact.boundary).toBeCloseTo(1, 6);
      expect(Math.abs(sampled.compression - exact.compression)).toBeLessThan(0.02);
    }
  });

  it('on an affine network is the angle, and predicts the smallest perturbation exactly', () => {
    const affine = network('identity');
    for (const [x, y, i, j] of pairs(affine, 20)) {
      const path = exactPath(affine, x, y, i, j)!;
      const gradient = Float64Array.from({ length: 8 }, (_, k) => {
        const at = (s: number): number => {
          const logits = forward(
            affine,
            x.map((v, l) => (l === k ? v + s : v)),
          );
          return logits[i]! - logits[j]!;
        };
        return (at(1) - at(-1)) / 2;
      });
      const logits = forward(affine, x);
      expect(path.boundary * path.compression).toBeCloseTo(
        (logits[i]! - logits[j]!) / Math.sqrt(dot(gradient, gradient)),
        10,
      );
      expect(path.local).toBeCloseTo(path.compression, 12);
    }
  });

  it('is null where the margin keeps its sign', () => {
    const [x, , i, j] = pairs(layers, 1)[0]!;
    expect(exactPath(layers, x, x, i, j)).toBeNull();
  });
});

describe('sampledPath', () => {
  const layers = network('tanh');
  const model = referenceClassifier(layers);

  it('keeps the path identity on a smooth network to its tolerance', async () => {
    for (const pair of pairs(layers, 20)) expect((await sampledPath(model, ...pair))!.residual).toBeLessThan(1e-3);
  });

  it('ends just beyond the boundary', async () => {
    for (const [x, y, i, j] of pairs(layers, 20)) {
      const { boundary } = (await sampledPath(model, x, y, i, j))!;
      const margin = marginOnWay(layers, x, y, i, j);
      const end = boundary / distance(x, y, 'l2');
      expect(margin(end)).toBeLessThanOrEqual(1e-12);
      expect(margin(end - 1e-8)).toBeGreaterThan(0);
    }
  });

  it('asks for no more gradients than it may, and fewer where the way is easy', async () => {
    let asked = 0;
    const counting = { ...model, vjp: (x: Batch) => ((asked += x.shape[0]!), model.vjp(x)) };
    const spent = async (gradients: number, pair: [Row, Row, number, number]) => {
      asked = 0;
      const path = await sampledPath(counting, ...pair, gradients);
      return { asked, path: path! };
    };
    const [pair] = pairs(layers, 1);
    for (const gradients of [2, 9, 20, 1000])
      expect((await spent(gradients, pair!)).asked).toBeLessThanOrEqual(gradients);
    expect((await spent(1000, pair!)).asked).toBeLessThan(200);
    expect((await spent(2, pair!)).path.residual).toBeGreaterThan((await spent(1000, pair!)).path.residual);
  });

  it('is null where the margin keeps its sign', async () => {
    const [x, , i, j] = pairs(layers, 1)[0]!;
    expect(await sampledPath(model, x, x, i, j)).toBeNull();
  });
});

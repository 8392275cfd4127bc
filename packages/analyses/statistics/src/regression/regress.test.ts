import { describe, expect, it } from '@jest/globals';
import { mean, random } from '@fragility/numerics';
import fc from 'fast-check';
import { partialCorrelation } from './partial.js';
import { regress } from './regress.js';

const draws = (seed: number, n: number): number[] => {
  const stream = random(seed);
  return Array.from({ length: n }, () => stream.normal());
};

describe('least squares', () => {
  it('finds the coefficients of a plane', () => {
    const [x, z] = [draws(1, 12), draws(2, 12)];
    const fit = regress(
      [x, z],
      x.map((v, i) => 3 - 2 * v + 0.5 * z[i]!),
    )!;
    expect(fit.intercept).toBeCloseTo(3, 12);
    expect([...fit.coefficients]).toEqual([expect.closeTo(-2, 12), expect.closeTo(0.5, 12)]);
    expect(fit.r2).toBeCloseTo(1, 12);
  });

  it('foretells each value from all others, as fits without it do', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 6, max: 14 }), (seed, n) => {
        const [x, z, y] = [draws(seed, n), draws(seed + 1, n), draws(seed + 2, n)];
        const without = <T>(list: readonly T[], i: number): T[] => list.filter((_, k) => k !== i);
        let [error, total] = [0, 0];
        for (let i = 0; i < n; i++) {
          const { intercept, coefficients } = regress([without(x, i), without(z, i)], without(y, i))!;
          error += (y[i]! - intercept - coefficients[0]! * x[i]! - coefficients[1]! * z[i]!) ** 2;
          total += (y[i]! - mean(without(y, i))) ** 2;
        }
        expect(regress([x, z], y)!.leftOut).toBeCloseTo(1 - error / total, 8);
      }),
      { numRuns: 30, seed: 7 },
    );
  });

  it.each([
    [
      'predictors that depend on one another',
      [
        [1, 2, 3, 4, 5],
        [2, 4, 6, 8, 10],
      ],
      [1, 3, 2, 5, 4],
    ],
    ['a constant predictor', [[1, 1, 1, 1]], [1, 2, 3, 5]],
    ['a constant target', [[1, 2, 3, 5]], [2, 2, 2, 2]],
    ['as many coefficients as values', [[1, 2]], [1, 2]],
  ])('has nothing to say of %s', (_, predictors, y) => expect(regress(predictors, y)).toBeNull());
});

describe('partial correlation', () => {
  it('is that of the formula for two predictors', () => {
    const [x, z] = [draws(3, 40), draws(4, 40)];
    const y = x.map((v, i) => v + z[i]! + draws(5, 40)[i]!);
    const r = (a: readonly number[], b: readonly number[]): number => {
      const [ma, mb] = [mean(a), mean(b)];
      const sum = (f: (i: number) => number): number => a.reduce((total, _, i) => total + f(i), 0);
      return (
        sum((i) => (a[i]! - ma) * (b[i]! - mb)) /
        Math.sqrt(sum((i) => (a[i]! - ma) ** 2) * sum((i) => (b[i]! - mb) ** 2))
      );
    };
    const expected = (r(x, y) - r(z, y) * r(x, z)) / Math.sqrt((1 - r(z, y) ** 2) * (1 - r(x, z) ** 2));
    expect(partialCorrelation([x, z], y, 0)).toBeCloseTo(expected, 10);
    expect(partialCorrelation([x], y, 0)).toBeCloseTo(r(x, y), 10);
  });

  it('is not defined where the others determine the predictor', () =>
    expect(
      partialCorrelation(
        [
          [1, 2, 3, 4, 5],
          [2, 4, 6, 8, 10],
        ],
        [1, 3, 2, 5, 4],
        0,
      ),
    ).toBeNull());
});

import { describe, expect, it } from '@jest/globals';
import { random } from '../random/index.js';
import {
  betaCdf,
  bootstrap,
  compressionCdf,
  gardnerKappa,
  kolmogorovSmirnov,
  linearFit,
  maximum,
  mean,
  meanCompression,
  median,
  minimum,
  normalCdf,
  normalQuantile,
  pearson,
  quantile,
  ranks,
  spearman,
  studentTCdf,
  variance,
} from './index.js';

/** Simpson's rule: an oracle that shares nothing with the special functions. */
function integrate(f: (x: number) => number, a: number, b: number, n = 20000): number {
  const h = (b - a) / n;
  let sum = f(a) + f(b);
  for (let k = 1; k < n; k++) sum += (k % 2 === 1 ? 4 : 2) * f(a + k * h);
  return (sum * h) / 3;
}

describe('distribution functions', () => {
  it.each([
    [-37, 5.725571222524577e-300],
    [-20, 2.7536241186062337e-89],
    [-10, 7.619853024160525e-24],
    [-6, 9.86587645037698e-10],
    [-5.7, 5.990371401063528e-9],
    [-5.6, 1.071759025831093e-8],
    [-3, 0.0013498980316300946],
    [-1, 0.15865525393145705],
    [-0.7, 0.24196365222307303],
    [-0.6, 0.2742531177500736],
    [0.5, 0.6914624612740131],
    [2, 0.9772498680518208],
  ])('normal at %d: %d (mpmath, 40 digits)', (x, right) => {
    expect(Math.abs(normalCdf(x) / right - 1)).toBeLessThan(1e-15);
  });

  it('normal equals its integral, and its quantile inverts it', () => {
    for (const x of [-3, -1, 0, 0.5, 2.5]) {
      expect(normalCdf(x)).toBeCloseTo(
        0.5 + integrate((t) => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI), 0, x),
        12,
      );
    }
    for (const p of [1e-300, 1e-20, 1e-5, 0.02, 0.5, 0.9, 0.975])
      expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 11);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
  });

  it('beta and t equal their integrals', () => {
    const density = (x: number): number => x ** 2 * (1 - x) ** 3;
    expect(betaCdf(0.3, 3, 4)).toBeCloseTo(integrate(density, 0, 0.3) / integrate(density, 0, 1), 12);
    const t = (x: number): number => (1 + (x * x) / 4) ** -2.5;
    expect(studentTCdf(1.5, 4)).toBeCloseTo(0.5 + 0.375 * integrate(t, 0, 1.5), 12);
    expect(studentTCdf(-1.5, 4)).toBeCloseTo(1 - studentTCdf(1.5, 4), 14);
  });

  it.each([
    [12, 0.2352],
    [32, 0.1422],
    [100, 0.08],
    [256, 0.0499],
  ])('the law of compression at d = %d: mean %d', (d, expected) => {
    expect(meanCompression(d)).toBeCloseTo(expected, 4);
    expect(1 * integrate((c) => 1 - compressionCdf(c, d), 0, 1, 2000)).toBeCloseTo(meanCompression(d), 5);
  });

  it('Gardner: κ(1) = 0.4707, and the equation holds', () => {
    expect(gardnerKappa(1)).toBeCloseTo(0.4707, 4);
    for (const alpha of [0.5, 1, 1.9]) {
      const kappa = gardnerKappa(alpha);
      const load = integrate((t) => ((t + kappa) ** 2 * Math.exp((-t * t) / 2)) / Math.sqrt(2 * Math.PI), -kappa, 12);
      expect(load * alpha).toBeCloseTo(1, 9);
    }
  });
});

describe('kolmogorovSmirnov', () => {
  it('equals the closed form for one and two draws', () => {
    const p = (sample: number[]): number => kolmogorovSmirnov(sample, (x) => x).pValue;
    expect(p([0.3])).toBeCloseTo(2 - 2 * 0.7, 12);
    expect(p([0.2, 0.7])).toBeCloseTo(1 - 2 * (2 * 0.3 - 0.5) ** 2, 12);
  });

  const sizes = [5, 40, 141, 400];

  it.each(sizes)('has uniform p-values at n = %d (1 % over all sizes together)', (n) => {
    const stream = random(`ks/${n}`);
    const values = Array.from(
      { length: 300 },
      () => kolmogorovSmirnov(Array.from({ length: n }, stream.uniform), (x) => x).pValue,
    );
    expect(kolmogorovSmirnov(values, (x) => x).pValue).toBeGreaterThan(0.01 / sizes.length);
  });

  it('passes smoothly from the exact to the asymptotic p-value', () => {
    const at = (n: number, shift: number): number =>
      kolmogorovSmirnov(
        Array.from({ length: n }, (_, k) => Math.max(0, (k + 0.5) / n - shift)),
        (x) => x,
      ).pValue;
    for (const shift of [0.06, 0.09, 0.12]) expect(at(141, shift) / at(140, shift)).toBeCloseTo(1, 1);
  });

  it('rejects another law, and refuses nothing and NaN', () => {
    const stream = random('other');
    const sample = Array.from({ length: 500 }, () => stream.normal() * 1.3);
    expect(kolmogorovSmirnov(sample, normalCdf).pValue).toBeLessThan(1e-3);
    expect(() => kolmogorovSmirnov([], normalCdf)).toThrow(/0 values/);
    expect(() => kolmogorovSmirnov([NaN], normalCdf)).toThrow(/NaN/);
  });
});

describe('describing', () => {
  it('knows small samples', () => {
    expect([mean([1, 2, 6]), variance([1, 2, 6]), median([4, 1, 3, 2]), quantile([0, 10], 0.25)]).toEqual([
      3, 7, 2.5, 2.5,
    ]);
    expect([...ranks([5, 1, 5, 0])]).toEqual([3.5, 2, 3.5, 1]);
  });

  it('fits lines and correlates', () => {
    const x = [1, 2, 3, 4];
    expect(linearFit(x, [3, 5, 7, 9])).toMatchObject({ slope: 2, intercept: 1, r2: 1 });
    expect(pearson(x, [4, 3, 2, 1])).toBeCloseTo(-1, 14);
    expect(spearman(x, [1, 10, 100, 1000])).toBeCloseTo(1, 14);
    expect(linearFit([0, 1, 2, 3], [0, 1, 1, 2]).standardError).toBeCloseTo(0.1414213562, 9);
  });

  it('maximum and minimum take any number of values', () => {
    const many = Float64Array.from({ length: 300_000 }, (_, k) => Math.sin(k));
    expect([maximum(many), minimum(many)]).toEqual([many.toSorted().at(-1), many.toSorted()[0]]);
    expect([maximum([]), minimum([]), maximum([1, NaN]), minimum([NaN, 1])]).toEqual([-Infinity, Infinity, NaN, NaN]);
  });

  it('bootstrap covers the mean about as often as it says', () => {
    const stream = random('bootstrap');
    let covered = 0;
    for (let round = 0; round < 60; round++) {
      const data = Array.from({ length: 40 }, stream.normal);
      const { low, high } = bootstrap(stream, 40, (pick) => mean(Array.from(pick, (k) => data[k]!)), {
        rounds: 200,
        level: 0.9,
      });
      if (low <= 0 && 0 <= high) covered++;
    }
    expect(covered).toBeGreaterThan(45);
    expect(covered).toBeLessThan(60);
  });
});

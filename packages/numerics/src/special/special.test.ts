import { describe, expect, it } from '@jest/globals';
import { gammaRatio, incompleteBeta, ln, stirlingError } from './index.js';
import { values } from './testing/values.js';

const relativeError = (given: number, right: number): number =>
  Math.abs(given - right) / Math.max(Math.abs(right), 5e-324);

describe('ln', () => {
  it.each(values.ln)('%d: %d to the last digit', (x, right) =>
    expect(Math.abs(ln(x) - right)).toBeLessThan(2 ** -52 * Math.abs(right) || 1e-300),
  );

  it('has the values of the limits', () => {
    expect([0, -0, -1, NaN, Infinity].map(ln)).toEqual([-Infinity, -Infinity, NaN, NaN, Infinity]);
  });

  it('is Math.log within a unit in the last place, on all binades', () => {
    for (let k = -1074; k < 1024; k++) {
      for (const m of [1, 1.1, Math.SQRT2, 1.42, 1.999]) {
        const x = m * 2 ** k;
        expect(Math.abs(ln(x) - Math.log(x))).toBeLessThanOrEqual(2.3e-16 * Math.abs(Math.log(x)));
      }
    }
  });
});

describe('stirlingError', () => {
  it.each(values.stirlingError)('%d: %d', (x, right) => expect(Math.abs(stirlingError(x) - right)).toBeLessThan(1e-15));

  it('gives the factorials', () => {
    const gamma = (x: number): number =>
      Math.exp(stirlingError(x) + (x - 0.5) * Math.log(x) - x) * Math.sqrt(2 * Math.PI);
    for (let n = 1, factorial = 1; n <= 20; factorial *= n, n++)
      expect(relativeError(gamma(n), factorial)).toBeLessThan(1e-14);
  });

  it('is NaN where Γ has poles', () => expect([0, -1, NaN].map(stirlingError)).toEqual([NaN, NaN, NaN]));
});

describe('gammaRatio', () => {
  it.each(values.gammaRatio)('%d: %d', (x, right) => expect(relativeError(gammaRatio(x), right)).toBeLessThan(1e-15));
});

describe('incompleteBeta', () => {
  it.each(values.incompleteBeta)('I_%d(%d, %d) = %d', (x, a, b, right) =>
    expect(relativeError(incompleteBeta(x, a, b), right)).toBeLessThan(a > 1e4 ? 5e-14 : 1e-14),
  );

  it('reflects: I_x(a, b) + I_(1 − x)(b, a) = 1', () => {
    for (const [x, a, b] of [
      [0.25, 0.5, 3],
      [0.5, 7, 7],
      [0.875, 20, 2],
    ] as const)
      expect(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a)).toBeCloseTo(1, 14);
  });

  it('ends at 0 and 1, and says NaN for what it is not defined for', () => {
    expect([-1, 0, 1, 2].map((x) => incompleteBeta(x, 2, 3))).toEqual([0, 0, 1, 1]);
    for (const [x, a, b] of [
      [NaN, 1, 1],
      [0.5, 0, 1],
      [0.5, 1, -1],
      [0.5, NaN, 1],
      [0.5, Infinity, 1],
    ] as const)
      expect(incompleteBeta(x, a, b)).toBeNaN();
  });
});

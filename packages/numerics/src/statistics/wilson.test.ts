import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { wilson } from './wilson.js';

describe('wilson', () => {
  // Roots of (p − k/n)² = z² p(1 − p)/n in decimals of 40 digits, z from Python's statistics.NormalDist.
  it.each([
    [5, 10, 0.95, 0.2365930905125641, 0.7634069094874359],
    [0, 10, 0.95, 0, 0.2775327998628891],
    [10, 10, 0.95, 0.7224672001371109, 1],
    [1, 10, 0.95, 0.01787621309507291, 0.4041500267952384],
    [27, 40, 0.95, 0.5201774618987768, 0.7991549776821729],
    [960, 1000, 0.95, 0.945990355878742, 0.9704890263145473],
    [3, 7, 0.99, 0.1163736805161382, 0.8102850959116125],
    [3, 7, 0.5, 0.3106034777497514, 0.5552572159915451],
  ])('of %i in %i at %f is [%f, %f]', (k, n, confidence, low, high) => {
    const [lower, upper] = wilson(k, n, confidence);
    expect(lower).toBeCloseTo(low, 12);
    expect(upper).toBeCloseTo(high, 12);
  });

  it('is the set of proportions that a score test does not reject', () => {
    const z = 1.959963984540054;
    const rejected = (p: number, k: number, n: number): boolean =>
      Math.abs(k / n - p) > z * Math.sqrt((p * (1 - p)) / n);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const k = Math.floor(share * n);
        const [low, high] = wilson(k, n);
        expect(0 <= low && low <= k / n && k / n <= high && high <= 1).toBe(true);
        for (const end of [low, high].filter((p) => p > 0 && p < 1)) {
          expect(rejected(end + (end === low ? 1e-9 : -1e-9), k, n)).toBe(false);
          expect(rejected(end + (end === low ? -1e-9 : 1e-9), k, n)).toBe(true);
        }
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it('refuses what is no proportion', () => {
    for (const [k, n] of [
      [0, 0],
      [-1, 3],
      [4, 3],
      [NaN, 3],
    ] as const)
      expect(() => wilson(k, n)).toThrow(/of \d successes, expected 0 ≤ successes ≤ n/);
  });
});

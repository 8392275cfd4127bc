import { describe, expect, it } from '@jest/globals';
import { random } from '../random/index.js';
import { clopperPearson } from './clopper-pearson.js';

/** P(X = k) of n trials, by its logarithm. */
const binomial = (n: number, p: number): Float64Array => {
  const mass = new Float64Array(n + 1);
  let log = n * Math.log(1 - p);
  for (let k = 0; k <= n; k++) {
    mass[k] = Math.exp(log);
    log += Math.log(((n - k) / (k + 1)) * (p / (1 - p)));
  }
  return mass;
};

describe('clopperPearson', () => {
  it('is known at the ends in closed form, and from tables between', () => {
    for (const n of [1, 10, 1000, 100_000]) {
      const [none, all] = [clopperPearson(0, n), clopperPearson(n, n)];
      expect(none[0]).toBe(0);
      expect(all[1]).toBe(1);
      expect(all[0]).toBeCloseTo(0.025 ** (1 / n), 13);
      expect(none[1]).toBeCloseTo(1 - 0.025 ** (1 / n), 13);
    }
    const known: readonly (readonly [number, number, number, number])[] = [
      [5, 10, 0.187086, 0.812914],
      [1, 10, 0.002529, 0.445016],
      [15, 20, 0.508954, 0.913429],
    ];
    for (const [k, n, low, high] of known) {
      expect(clopperPearson(k, n)[0]).toBeCloseTo(low, 6);
      expect(clopperPearson(k, n)[1]).toBeCloseTo(high, 6);
    }
  });

  it('solves its equations: the tails beyond an end have (1 − confidence)/2', () => {
    for (const [k, n] of [
      [3, 17],
      [90, 100],
      [480, 500],
    ] as const) {
      const [low, high] = clopperPearson(k, n, 0.998);
      const above = binomial(n, low).slice(k);
      const below = binomial(n, high).slice(0, k + 1);
      expect(above.reduce((a, b) => a + b)).toBeCloseTo(0.001, 10);
      expect(below.reduce((a, b) => a + b)).toBeCloseTo(0.001, 10);
    }
  });

  it('covers every proportion with its confidence at least, by summation over all counts', () => {
    for (const n of [10, 60]) {
      const ends = Array.from({ length: n + 1 }, (_, k) => clopperPearson(k, n, 0.98));
      for (let p = 0.005; p < 1; p += 0.005) {
        const mass = binomial(n, p);
        const both = mass.reduce((sum, m, k) => (ends[k]![0] <= p && p <= ends[k]![1] ? sum + m : sum), 0);
        const below = mass.reduce((sum, m, k) => (ends[k]![0] <= p ? sum + m : sum), 0);
        expect(both).toBeGreaterThanOrEqual(0.98 - 1e-12);
        expect(below).toBeGreaterThanOrEqual(0.99 - 1e-12);
      }
    }
  });

  it('covers a proportion in simulated draws', () => {
    const stream = random('coverage');
    const ends = Array.from({ length: 51 }, (_, k) => clopperPearson(k, 50, 0.9));
    let covered = 0;
    for (let round = 0; round < 2000; round++) {
      let k = 0;
      for (let i = 0; i < 50; i++) if (stream.uniform() < 0.9) k++;
      const [low, high] = ends[k]!;
      if (low <= 0.9 && 0.9 <= high) covered++;
    }
    // 0.9 less four standard errors of 2000 draws.
    expect(covered / 2000).toBeGreaterThan(0.9 - 4 * Math.sqrt(0.09 / 2000));
  });

  it('refuses impossible counts', () => {
    for (const [k, n] of [
      [-1, 3],
      [4, 3],
      [0, 0],
      [NaN, 3],
    ] as const)
      expect(() => clopperPearson(k, n)).toThrow(/successes/);
  });
});

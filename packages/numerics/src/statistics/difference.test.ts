import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pairedDifference, proportionDifference } from './difference.js';

describe('proportionDifference', () => {
  // Newcombe 1998, table II: 56/70 − 48/80 and two small samples, with more digits from an independent implementation.
  it.each([
    [56, 70, 48, 80, 0.05243147240236498, 0.3338726540369059],
    [9, 10, 3, 10, 0.17052272393450307, 0.809017973535488],
    [10, 10, 0, 20, 0.6790860371419148, 1],
  ])('of %i/%i and %i/%i is between %f and %f', (a, m, b, n, low, high) => {
    const { difference, interval } = proportionDifference({ successes: a, n: m }, { successes: b, n });
    expect(difference).toBeCloseTo(a / m - b / n, 14);
    expect(interval[0]).toBeCloseTo(low, 12);
    expect(interval[1]).toBeCloseTo(high, 12);
  });

  it('refuses an empty sample', () =>
    expect(() => proportionDifference({ successes: 0, n: 0 }, { successes: 1, n: 2 })).toThrow(/of 0 successes/));
});

describe('pairedDifference', () => {
  // Newcombe 1998, paired data; digits from an independent implementation.
  it.each([
    [36, 12, 2, 0, 0.05692958400323875, 0.3404276029749406],
    [20, 12, 2, 16, 0.05615642484174832, 0.3292069954001405],
    [18, 0, 2, 0, -0.3010336452284872, 0.07653487216419777],
    [54, 0, 0, 0, -0.06641358809089626, 0.06641358809089626],
    [43, 0, 1, 10, -0.08417376166208511, 0.04356444132274502],
    [30, 20, 10, 0, -0.011610797438598525, 0.33150779210701053],
  ])('of pairs %i, %i, %i, %i is between %f and %f', (both, first, second, neither, low, high) => {
    const { interval } = pairedDifference({ both, first, second, neither });
    expect(interval[0]).toBeCloseTo(low, 12);
    expect(interval[1]).toBeCloseTo(high, 12);
  });

  it('holds the difference, turns round with the samples, and is narrower where the pairs agree', () => {
    const count = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(count, count, count, count, (both, first, second, neither) => {
        fc.pre(both + first + second + neither > 0);
        const one = pairedDifference({ both, first, second, neither });
        const other = pairedDifference({ both, first: second, second: first, neither });
        expect(one.interval[0]).toBeLessThanOrEqual(one.difference);
        expect(one.interval[1]).toBeGreaterThanOrEqual(one.difference);
        expect(other.interval[0]).toBeCloseTo(-one.interval[1], 12);
        const n = both + first + second + neither;
        const apart = proportionDifference({ successes: both + first, n }, { successes: both + second, n });
        if (both * neither > first * second) expect(one.interval[1]).toBeLessThanOrEqual(apart.interval[1] + 1e-12);
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});

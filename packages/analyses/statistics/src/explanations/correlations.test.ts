import { describe, expect, it } from '@jest/globals';
import { pearson, random } from '@fragility/numerics';
import fc from 'fast-check';
import { partialCorrelation } from '../regression/partial.js';
import { correlationsOf } from './correlations.js';

describe('correlations of weighted cases', () => {
  it('are those of the cases written out as often as they count', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const stream = random(seed);
        const column = (): Float64Array => Float64Array.from({ length: 30 }, () => 5 + stream.normal());
        const candidates = [column(), column(), column()];
        const target = column().map((value, i) => value + candidates[0]![i]!);
        const weights = Float64Array.from({ length: 30 }, () => Math.floor(3 * stream.uniform()));
        const out = (values: Float64Array): number[] =>
          [...values].flatMap((v, i) => Array<number>(weights[i]!).fill(v));
        const { alone, partial } = correlationsOf(candidates, target)(weights);
        for (const k of [0, 1, 2]) {
          expect(alone[k]).toBeCloseTo(pearson(out(candidates[k]!), out(target)), 9);
          expect(partial[k]).toBeCloseTo(partialCorrelation(candidates.map(out), out(target), k)!, 8);
        }
      }),
      { seed: 5, numRuns: 30 },
    );
  });

  it('are not defined for a column that is constant, nor partially for columns that depend on one another', () => {
    const [x, y] = [Float64Array.of(1, 2, 3, 5), Float64Array.of(2, 1, 4, 3)];
    const ones = new Float64Array(4).fill(1);
    expect(correlationsOf([ones], y)(ones)).toEqual({ alone: [null], partial: [null] });
    expect(correlationsOf([x, x], y)(ones).partial).toEqual([null, null]);
    expect(correlationsOf([x], y)(Float64Array.of(0, 4, 0, 0)).alone).toEqual([null]);
  });
});

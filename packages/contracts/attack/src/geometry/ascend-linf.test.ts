import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ascendLinf, clampToEnds } from './ascend-linf.js';

const value = fc.double({ min: -100, max: 100, noNaN: true });

describe('ascendLinf', () => {
  it('moves by the sign of g and stays between the ends, to the bit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, fc.oneof(value, fc.constant(0), fc.constant(-0)), value, value), {
          minLength: 1,
          maxLength: 9,
        }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        (rows, length) => {
          const column = (pick: (row: (typeof rows)[number]) => number): Float64Array =>
            Float64Array.from(rows.map(pick));
          const [x, g] = [column(([v]) => v), column(([, v]) => v)];
          const lower = column(([, , a, b]) => Math.min(a, b));
          const upper = column(([, , a, b]) => Math.max(a, b));
          const expected = x.map((v, k) => Math.min(upper[k]!, Math.max(lower[k]!, v + length * Math.sign(g[k]!))));
          expect([...ascendLinf(x, g, length, lower, upper)].map((v) => v + 0)).toEqual(
            [...expected].map((v) => v + 0),
          );
        },
      ),
    );
  });

  it.each([0, 1, 4095, 4096, 4097, 10000])('works on %d values', (size) => {
    const x = new Float64Array(size);
    const g = Float64Array.from({ length: size }, (_, k) => (k % 3) - 1);
    const [lower, upper] = [new Float64Array(size).fill(-Infinity), new Float64Array(size).fill(Infinity)];
    ascendLinf(x, g, 0.5, lower, upper);
    expect(x).toEqual(g.map((sign) => 0.5 * sign));
  });

  it('clamps to the ends, infinite values too, and leaves NaN', () => {
    const x = Float64Array.of(-Infinity, -1, -0.25, 0.25, 1, Infinity, NaN);
    const [lower, upper] = [x.map(() => -0.5), x.map(() => 0.75)];
    expect(clampToEnds(x, lower, upper)).toEqual(Float64Array.of(-0.5, -0.5, -0.25, 0.25, 0.75, 0.75, NaN));
  });
});

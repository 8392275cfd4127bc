import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inputWithin } from './point.js';

const float = fc.float({ noNaN: true, noDefaultInfinity: true });

describe('inputWithin', () => {
  it('is a float32 number of the interval wherever there is one', () => {
    fc.assert(
      fc.property(float, float, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, share) => {
        const [lower, upper] = [Math.min(a, b), Math.max(a, b)];
        const found = inputWithin(lower + share * (upper - lower), lower, upper, 'float32');
        expect(Math.fround(found)).toBe(found);
        expect(found >= lower && found <= upper).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('goes to the float32 number inside of ends that are none', () => {
    const above = inputWithin(0.1, 0.1, 1, 'float32');
    expect(above).toBe(Math.fround(0.1));
    const inside = inputWithin(0.3, 0.3, 1, 'float32');
    expect([inside >= 0.3, Math.fround(inside) === inside, inside - 0.3 < 1e-7]).toEqual([true, true, true]);
    const below = inputWithin(-0.3, -1, -0.3, 'float32');
    expect([below <= -0.3, Math.fround(below) === below, -0.3 - below < 1e-7]).toEqual([true, true, true]);
    expect(inputWithin(1e-60, 1e-60, 1, 'float32')).toBe(2 ** -149);
    expect(inputWithin(-1e-60, -1, -1e-60, 'float32')).toBe(-(2 ** -149));
  });

  it('stays in intervals without a float32 number, and in float64', () => {
    expect(inputWithin(5, 0.3, 0.3, 'float32')).toBe(0.3);
    expect(inputWithin(0.3, 0, 1, 'float64')).toBe(0.3);
    expect(inputWithin(7, 0, 0.3, 'float64')).toBe(0.3);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { roundToFloat32 } from './float32.js';

const EXTREMES = [0, -0, NaN, Infinity, -Infinity, 5e-324, 1e-45, 1e-40, 3.4028235677973366e38, 1e300, 2 ** -126, 0.1];

describe('float32', () => {
  it('is rounded to as Math.fround does, to the bit', () => {
    const check = (values: Float64Array): void => {
      const expected = values.map(Math.fround);
      expect(roundToFloat32(values)).toEqual(expected);
      expect(roundToFloat32(values, values)).toBe(values);
      expect(values).toEqual(expected);
      expect(roundToFloat32(values, new Float32Array(values.length))).toEqual(Float32Array.from(expected));
    };
    check(Float64Array.from(EXTREMES));
    fc.assert(fc.property(fc.float64Array({ maxLength: 21 }), check), { numRuns: 500, seed: 6 });
  });

  it.each([0, 1, 4095, 4096, 4097, 10001])('takes %d values', (size) => {
    const values = Float64Array.from({ length: size }, (_, k) => Math.sin(k));
    const after = new Float64Array(size + 1).fill(7);
    roundToFloat32(values, after);
    expect(after.subarray(0, size)).toEqual(values.map(Math.fround));
    expect(after[size]).toBe(7);
  });
});

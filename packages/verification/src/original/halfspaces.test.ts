import { describe, expect, it } from '@jest/globals';
import { heightOf, isUnsafe, violation } from './halfspaces.js';

const half = (terms: [number, number][], constant = 0, strict = false) => ({ terms, constant, strict });
const [less, most] = [half([[0, 1], [1, -1]]), half([[0, 1]], -2)]; // prettier-ignore

describe('half-spaces', () => {
  it('have heights, and lists the largest of them, of which the least counts', () => {
    const y = Float64Array.of(9, 9, 3, 1);
    expect(heightOf(less, y, 2)).toBe(2);
    expect(violation([[less, most], [half([[1, 1]], 4)]], y, 2)).toBe(2);
    expect(violation([[less, most]], y, 2)).toBe(2);
  });

  it('hold without a tolerance, strict ones inside alone', () => {
    expect(isUnsafe([[less, most]], Float64Array.of(1, 1))).toBe(true);
    expect(isUnsafe([[less, most]], Float64Array.of(1, 1 - 2 ** -53))).toBe(false);
    expect(isUnsafe([[half([[0, 1]], 0, true)]], Float64Array.of(0))).toBe(false);
    expect(isUnsafe([[half([[0, 1]], 0, true)]], Float64Array.of(-5e-324))).toBe(true);
    expect(isUnsafe([[less]], Float64Array.of(NaN, 1))).toBe(false);
    expect(isUnsafe([[less]], Float64Array.of(-Infinity, 1))).toBe(false);
    expect(isUnsafe([[most], [less]], Float64Array.of(3, 4))).toBe(true);
  });

  it('leave room for rounding in longer sums', () => {
    const sum = half([
      [0, 0.1],
      [1, 0.2],
      [2, -0.3],
    ]);
    expect(isUnsafe([[sum]], Float64Array.of(1, 1, 1))).toBe(false);
    expect(isUnsafe([[sum]], Float64Array.of(1, 1, 1.0001))).toBe(true);
  });
});

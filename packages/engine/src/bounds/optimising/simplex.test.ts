import { describe, expect, it } from '@jest/globals';
import { random } from '@fragility/numerics';
import { ontoSimplex } from './simplex.js';

describe('the nearest point of the simplex', () => {
  it.each([
    [
      [1, 0.5],
      [0.75, 0.25],
    ],
    [
      [0.2, 0.8],
      [0.2, 0.8],
    ],
    [
      [-1, -1, -4],
      [0.5, 0.5, 0],
    ],
    [
      [3, 0, 0],
      [1, 0, 0],
    ],
    [[7], [1]],
  ])('of %j is %j', (given, expected) => {
    const w = Float64Array.from([9, ...given, 9]);
    ontoSimplex(w, 1, 1 + given.length);
    expect([w[0], w.at(-1)]).toEqual([9, 9]);
    expected.forEach((v, k) => expect(w[k + 1]).toBeCloseTo(v, 14));
  });

  it('is nearer than any other', () => {
    const { normal, uniform } = random('simplex');
    for (let t = 0; t < 200; t++) {
      const given = Float64Array.from({ length: 5 }, normal);
      const nearest = given.slice();
      ontoSimplex(nearest, 0, 5);
      const sizes = Array.from({ length: 5 }, () => -Math.log(uniform()));
      const sum = sizes.reduce((a, b) => a + b, 0);
      const far = (of: ArrayLike<number>): number => given.reduce((total, v, k) => total + (v - of[k]!) ** 2, 0);
      expect(nearest.every((v) => v >= 0)).toBe(true);
      expect(nearest.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 14);
      expect(far(nearest)).toBeLessThanOrEqual(far(sizes.map((v) => v / sum)));
    }
  });
});

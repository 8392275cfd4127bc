import { expect, it } from '@jest/globals';
import { rmsProp } from './rmsprop.js';

it('steps by the slope over the root of its mean square, and goes on as before', () => {
  const follow = rmsProp(2, 0.5);
  const x = Float64Array.of(0, 1);
  follow(x, Float64Array.of(2, 0), 0.1);
  const first = 2 / Math.sqrt(2.5);
  expect(x[0]).toBeCloseTo(-0.1 * first, 14);
  follow(x, Float64Array.of(0, 0), 0.1);
  expect(x[0]).toBeCloseTo(-0.15 * first, 14);
  expect(x[1]).toBe(1);
});

it('does not move, and stays a number, where there is neither a slope nor a memory', () => {
  const x = Float64Array.of(3);
  rmsProp(1, 0)(x, Float64Array.of(0), 1);
  expect(x[0]).toBe(3);
});

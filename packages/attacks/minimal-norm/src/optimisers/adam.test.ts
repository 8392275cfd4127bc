import { expect, it } from '@jest/globals';
import { adam } from './adam.js';

it('steps by the sign of a constant gradient, however small', () => {
  const moments = adam(3);
  for (let k = 0; k < 50; k++) {
    const { mean, spread } = moments(Float64Array.of(4, -1e-150, 0));
    expect(mean[0]! / spread[0]!).toBeCloseTo(1, 12);
    expect(mean[1]! / spread[1]!).toBeCloseTo(-1, 12);
    expect([mean[2], spread[2]]).toEqual([0, 0]);
  }
});

it('forgets at the rates of the paper', () => {
  const moments = adam(1);
  moments(Float64Array.of(1));
  const { mean, spread } = moments(Float64Array.of(0));
  expect(mean[0]).toBeCloseTo((0.9 * 0.1) / (1 - 0.9 ** 2), 14);
  expect(spread[0]).toBeCloseTo(Math.sqrt((0.999 * 0.001) / (1 - 0.999 ** 2)), 14);
});

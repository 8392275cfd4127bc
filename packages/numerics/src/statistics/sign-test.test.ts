import { expect, it } from '@jest/globals';
import { signTest } from './sign-test.js';

// Sums of binomial coefficients in exact fractions, from Python's fractions and math.comb.
it.each([
  [9, 1, 0.021484375],
  [0, 5, 0.0625],
  [7, 7, 1],
  [1, 0, 1],
  [45, 0, 2 ** -44],
  [61, 30, 0.00151651319445722],
  [600, 480, 0.00028957290294],
])('the exact p of %i wins to %i is %f, whichever side has them', (first, second, p) => {
  expect(signTest(first, second) / p).toBeCloseTo(1, 10);
  expect(signTest(second, first)).toBe(signTest(first, second));
});

it('nothing is told apart without a pair that differs', () => expect(signTest(0, 0)).toBe(1));

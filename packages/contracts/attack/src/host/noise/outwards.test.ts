import { expect, it } from '@jest/globals';
import { createSpace } from '../../geometry/create.js';
import { outwards } from './outwards.js';

const lengths = (input: number, moved: number, budget = Infinity): number[] => {
  const from = Float64Array.of(input, 0);
  const space = createSpace(from, 'l2', null, 'float64');
  const job = { space, budget, input: from, precision: 'float64' as const, seen: (x: Float64Array) => x };
  return Array.from(outwards(Float64Array.of(input, moved), job), ([, v]) => v! / moved - 1);
};

it('lengthens a perturbation by shares of equal ratio, from 16 unit roundoffs to 2⁻¹⁰', () => {
  const shares = lengths(1, 0.5);
  expect(shares).toHaveLength(11);
  expect(shares[0]).toBeCloseTo(2 ** -49, 16);
  expect(shares[10]).toBeCloseTo(2 ** -10, 12);
});

it('goes on where the perturbation is short beside the input, until it is 64 unit roundoffs of it longer', () => {
  for (const scale of [1e-3, 1, 1e3]) {
    const short = 2 ** -50 * scale;
    const longest = lengths(scale, short).at(-1)!;
    expect(longest * short).toBeGreaterThanOrEqual(2 ** -47 * scale);
    expect(longest * short).toBeLessThan(2 ** -45 * scale);
  }
  expect(lengths(0, 1e-30)).toHaveLength(11);
});

it('ends at the budget', () => {
  expect(lengths(1, 0.5, 0.5)).toEqual([]);
  expect(Math.max(...lengths(1, 2 ** -50, 2 ** -49))).toBeLessThanOrEqual(1);
});

import { describe, expect, it } from '@jest/globals';
import { columnFormat, printed, shortNumber } from './numbers.js';

describe('shortNumber', () => {
  it.each([
    [0.0498765, '0.04988'],
    [1024, '1024'],
    [1.23456e-9, '1.235 × 10⁻⁹'],
    [0.1 + 0.2, '0.3'],
    [1234567.8, '1.235 × 10⁶'],
    [-0.5, '−0.5'],
    [-3, '−3'],
    [0, '0'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
    [NaN, 'none'],
  ])('shows %p as %s', (value, text) => expect(shortNumber(value)).toBe(text));
});

describe('columnFormat', () => {
  const column = (values: readonly number[]): string[] => values.map(columnFormat(values));

  it('gives all numbers of a column the same digits, four significant ones in the middle of them', () => {
    expect(column([0.978, 0.76, 0.034])).toEqual(['0.9780', '0.7600', '0.0340']);
    expect(column([1.3, -20.25, 3])).toEqual(['1.300', '−20.250', '3.000']);
    expect(column([1, 0.0000305, 0.001953125])).toEqual(['1.000000', '3.05 × 10⁻⁵', '0.001953']);
  });

  it('leaves whole numbers whole, and shows what is far off by its power of ten', () => {
    expect(column([3, -1024, 0])).toEqual(['3', '−1024', '0']);
    expect(column([0.5, 3.2e-14, 0, 2e7])).toEqual(['0.5000', '3.20 × 10⁻¹⁴', '0.0000', '2.00 × 10⁷']);
    expect(column([NaN, Infinity])).toEqual(['none', '∞']);
  });
});

it.each([
  ['slope -0.5 (-0.6 to -0.4)', 'slope −0.5 (−0.6 to −0.4)'],
  ['residual 3.16e-14, p = 8.63e-10', 'residual 3.16 × 10⁻¹⁴, p = 8.63 × 10⁻¹⁰'],
  ['1e+21 of -2.5e3', '1 × 10²¹ of −2.5 × 10³'],
  ['seed 20240618, theorem-1, v2e3, 3e, 0x1e-4', 'seed 20240618, theorem-1, v2e3, 3e, 0x1e-4'],
])('prints %p', (text, expected) => expect(printed(text)).toBe(expected));

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { random } from '../random/index.js';
import { matrix, type Matrix } from './matrix.js';
import { addProduct, transposed, view, type View } from './product.js';

const stream = random('product');
const gaussian = (rows: number, columns: number): Matrix =>
  matrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => stream.normal()),
  );
const entry = ({ data, start, rowStride, columnStride }: View, i: number, j: number): number =>
  data[start + i * rowStride + j * columnStride]!;

/** Three plain loops. */
function expected(c: View, a: View, b: View, factor: number): number[] {
  const values: number[] = [];
  for (let i = 0; i < c.rows; i++) {
    for (let j = 0; j < c.columns; j++) {
      let sum = 0;
      for (let l = 0; l < a.columns; l++) sum += entry(a, i, l) * entry(b, l, j);
      values.push(entry(c, i, j) + factor * sum);
    }
  }
  return values;
}

const check = (c: View, a: View, b: View, factor: number): void => {
  const wanted = expected(c, a, b, factor);
  addProduct(c, a, b, factor);
  const gaps = wanted.map((value, k) => Math.abs(entry(c, Math.floor(k / c.columns), k % c.columns) - value));
  expect(gaps.reduce((a, b) => Math.max(a, b))).toBeLessThan(1e-12 * (1 + a.columns));
};

describe('addProduct', () => {
  it('equals three plain loops over random shapes, factors and transposes', () => {
    const size = fc.integer({ min: 1, max: 23 });
    fc.assert(
      fc.property(size, size, size, fc.boolean(), fc.boolean(), fc.constantFrom(1, -1, 0.5), (m, n, k, ta, tb, f) => {
        const a = ta ? transposed(view(gaussian(k, m))) : view(gaussian(m, k));
        const b = tb ? transposed(view(gaussian(n, k))) : view(gaussian(k, n));
        check(view(gaussian(m, n)), a, b, f);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it.each([
    [130, 3, 2],
    [2, 259, 3],
    [3, 2, 515],
    [133, 262, 261],
  ])('equals three plain loops beyond one panel: %d × %d, %d terms', (m, n, k) => {
    check(view(gaussian(m, n)), view(gaussian(m, k)), view(gaussian(k, n)), 1);
  });

  it('touches nothing outside the view', () => {
    const whole = gaussian(9, 11);
    const before = whole.data.slice();
    check(view(whole, 2, 3, 5, 6), view(gaussian(5, 4)), view(gaussian(4, 6)), -1);
    whole.data.forEach((value, k) => {
      const [i, j] = [Math.floor(k / 11), k % 11];
      if (i < 2 || i >= 7 || j < 3 || j >= 9) expect(value).toBe(before[k]);
    });
  });

  it('adds nothing for an empty sum or an empty result', () => {
    const c = gaussian(3, 3);
    const before = c.data.slice();
    addProduct(view(c), view(gaussian(3, 0)), view(gaussian(0, 3)));
    addProduct(view(c, 0, 0, 0, 3), view(gaussian(0, 2)), view(gaussian(2, 3)));
    expect(c.data).toEqual(before);
  });
});

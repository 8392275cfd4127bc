import { describe, expect, it } from '@jest/globals';
import { row, type Batch } from '../batch.js';
import { dot } from '../geometry/index.js';
import { random } from '../random/index.js';
import { matmul, matrix, principalComponents, symmetricEigen, transpose, type Matrix } from './index.js';

const normals = (seed: number, n: number): Float64Array => {
  const stream = random(seed);
  return Float64Array.from({ length: n }, () => stream.normal());
};
const worst = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const orthonormal = (rows: Matrix): number =>
  worst(matmul(rows, transpose(rows)).data.map((value, k) => value - (k % (rows.rows + 1) === 0 ? 1 : 0)));
/** Largest |V A − Λ V|. */
function residual(a: Matrix): number {
  const { values, vectors } = symmetricEigen(a);
  const product = matmul(vectors, a);
  return worst(product.data.map((value, k) => value - values[Math.floor(k / a.rows)]! * vectors.data[k]!));
}
const symmetric = (n: number): Matrix => {
  const a = matrix(n, n, normals(n, n * n));
  const t = transpose(a);
  return { ...a, data: a.data.map((value, k) => value + t.data[k]!) };
};

describe('symmetricEigen', () => {
  it('finds what is known by hand', () => {
    const { values, vectors } = symmetricEigen(matrix(2, 2, Float64Array.of(2, 1, 1, 2)));
    expect([...values]).toEqual([3, 1].map((value) => expect.closeTo(value, 14)));
    expect(Math.abs(vectors.data[0]! - vectors.data[1]!)).toBeLessThan(1e-15);
    expect([...symmetricEigen(matrix(1, 1, Float64Array.of(-4))).values]).toEqual([-4]);
    expect(symmetricEigen(matrix(0, 0, new Float64Array(0))).values).toHaveLength(0);
  });

  it.each([3, 8, 50])('has the eigenvalues 2 − 2 cos(kπ/(n + 1)) of the second difference, n = %d', (n) => {
    const data = Float64Array.from({ length: n * n }, (_, k) => {
      const apart = Math.abs(Math.floor(k / n) - (k % n));
      return apart === 0 ? 2 : apart === 1 ? -1 : 0;
    });
    const known = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((n - k) * Math.PI) / (n + 1)));
    symmetricEigen(matrix(n, n, data)).values.forEach((value, k) => expect(value).toBeCloseTo(known[k]!, 13));
  });

  it.each([2, 5, 33, 64])('takes random matrices apart to rounding, n = %d', (n) => {
    const a = symmetric(n);
    const { values, vectors } = symmetricEigen(a);
    expect(residual(a)).toBeLessThan(1e-13 * n);
    expect(orthonormal(vectors)).toBeLessThan(1e-14 * n);
    expect(values).toEqual(values.toSorted((p, q) => q - p));
    const trace = Array.from({ length: n }, (_, k) => a.data[k * (n + 1)]!).reduce((p, q) => p + q, 0);
    expect(values.reduce((p, q) => p + q, 0)).toBeCloseTo(trace, 10);
  });

  it('treats repeated, zero and hugely different eigenvalues', () => {
    const b = matrix(20, 3, normals(1, 60));
    const low = matmul(b, transpose(b));
    expect(symmetricEigen(low).values.filter((value) => value > 1e-12)).toHaveLength(3);
    expect(residual(low)).toBeLessThan(1e-12);
    expect(
      residual(
        matrix(
          6,
          6,
          Float64Array.from({ length: 36 }, (_, k) => (k % 7 === 0 ? 5 : 0)),
        ),
      ),
    ).toBe(0);
    expect(symmetricEigen(matrix(4, 4, new Float64Array(16))).values).toEqual(new Float64Array(4));
    const scaled = { ...low, data: low.data.map((value) => value * 1e-150) };
    expect(residual(scaled)).toBeLessThan(1e-162);
  });

  it('refuses what is not symmetric or not finite', () => {
    const symmetricCode = expect.objectContaining({ code: 'numerics/symmetric' });
    expect(() => symmetricEigen(matrix(2, 2, Float64Array.of(1, 2, 3, 4)))).toThrow(symmetricCode as never);
    expect(() => symmetricEigen(matrix(1, 2, Float64Array.of(1, 2)))).toThrow(symmetricCode as never);
    expect(() => symmetricEigen(matrix(1, 1, Float64Array.of(NaN)))).toThrow(symmetricCode as never);
  });
});

describe('principalComponents', () => {
  const cloud = (n: number, d: number): Batch => ({
    data: normals(n + d, n * d).map((value, k) => value * (1 + (k % d)) + 3),
    shape: [n, d],
  });

  it.each([
    [40, 6],
    [6, 40],
    [7, 7],
  ])('of %d points in %d dimensions: variances along orthonormal components', (n, d) => {
    const points = cloud(n, d);
    const { mean, variances, components } = principalComponents(points);
    expect(variances).toHaveLength(Math.min(n - 1, d));
    expect(orthonormal(components)).toBeLessThan(1e-13);
    variances.forEach((known, k) => {
      const direction = components.data.subarray(k * d, (k + 1) * d);
      const along = Array.from({ length: n }, (_, i) =>
        dot(
          row(points, i).map((v, c) => v - mean[c]!),
          direction,
        ),
      );
      expect(along.reduce((sum, value) => sum + value * value, 0) / (n - 1)).toBeCloseTo(known, 9);
    });
    const total = points.data.reduce((sum, value, k) => sum + (value - mean[k % d]!) ** 2, 0) / (n - 1);
    expect(variances.reduce((p, q) => p + q, 0)).toBeCloseTo(total, 9);
  });

  it('is the same from the covariance and from the Gram matrix', () => {
    const points = cloud(12, 12);
    const more = { data: Float64Array.from([...points.data, ...points.data]), shape: [24, 12] };
    const [few, many] = [principalComponents(points), principalComponents(more)];
    few.variances.forEach((value, k) => expect(many.variances[k]! / value).toBeCloseTo((11 * 2) / 23, 10));
    for (let k = 0; k < 11; k++) {
      const at = (p: typeof few): Float64Array => p.components.data.subarray(k * 12, (k + 1) * 12);
      expect(Math.abs(dot(at(few), at(many)))).toBeCloseTo(1, 10);
    }
  });

  it('spans the points where they are not centred, and nothing where they do not vary', () => {
    const points = { data: Float64Array.of(3, 4, 6, 8), shape: [2, 2] };
    const { components, variances } = principalComponents(points, { centred: false });
    expect([...components.data].map(Math.abs)).toEqual([expect.closeTo(0.6, 14), expect.closeTo(0.8, 14)]);
    expect([...variances]).toEqual([expect.closeTo(62.5, 12)]);
    const same = { data: Float64Array.of(1, 2, 3, 1, 2, 3), shape: [2, 3] };
    expect(principalComponents(same).components).toMatchObject({ rows: 0, columns: 3 });
    expect(principalComponents({ data: Float64Array.of(1, 2), shape: [1, 2] }).variances).toHaveLength(0);
  });
});

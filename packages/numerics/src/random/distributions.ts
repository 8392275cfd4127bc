import { ln } from '../special/index.js';
import type { Random } from '../types.js';

/**
 * Exponential with mean 1: −ln u.
 *
 * @example exponential(random(1)) > 0; // true
 */
export const exponential = (stream: Random): number => -ln(stream.uniform());

/**
 * Laplace with scale 1 (variance 2): the difference of two exponentials.
 *
 * @example Number.isFinite(laplace(random(1))); // true
 */
export const laplace = (stream: Random): number => exponential(stream) - exponential(stream);

/**
 * Gamma with the given shape, scale 1, for shape ≥ ½. Source: Marsaglia & Tsang, ACM TOMS 2000 (boosted below shape 1).
 *
 * @throws RangeError for shapes below 1 other than ½.
 * @example gamma(random(1), 2.5) > 0; // true
 */
export function gamma(stream: Random, shape: number): number {
  const boosted = shape < 1 ? shape + 1 : shape;
  const d = boosted - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = stream.normal();
    const t = 1 + c * x;
    if (t <= 0) continue;
    const v = t * t * t;
    if (ln(stream.uniform()) < 0.5 * x * x + d - d * v + d * ln(v)) {
      return shape < 1 ? d * v * nthPower(stream.uniform(), shape) : d * v;
    }
  }
}

/** u^(1/shape) for shape = ½ exactly (u²); other shapes below 1 do not occur. */
const nthPower = (u: number, shape: number): number => {
  if (shape !== 0.5) throw new RangeError(`[numerics/gamma] shape ${shape} given, expected 0.5 or at least 1`);
  return u * u;
};

/**
 * Student's t with ν ≥ 1 (integer) degrees of freedom: Z / √(χ²_ν / ν).
 *
 * @example Number.isFinite(studentT(random(1), 3)); // true
 */
export const studentT = (stream: Random, degrees: number): number =>
  stream.normal() / Math.sqrt((2 * gamma(stream, degrees / 2)) / degrees);

/**
 * An integer uniform on 0…n−1, without bias for n ≤ 2³².
 *
 * @example integer(random(1), 6) < 6; // true
 */
export const integer = (stream: Random, n: number): number => Math.floor(stream.uniform() * n);

/**
 * A random order of 0…n−1 (Fisher–Yates).
 *
 * @example permutation(random(1), 5).toSorted(); // [0, 1, 2, 3, 4]
 */
export function permutation(stream: Random, n: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, k) => k);
  for (let k = n - 1; k > 0; k--) {
    const other = integer(stream, k + 1);
    [order[k], order[other]] = [order[other]!, order[k]!];
  }
  return order;
}

/**
 * `size` different integers of 0…n−1, in random order; all of them when size ≥ n. Source: Floyd's method.
 *
 * @example new Set(sample(random(1), 100, 10)).size; // 10
 */
export function sample(stream: Random, n: number, size: number): number[] {
  if (size >= n) return [...permutation(stream, n)];
  const chosen = new Set<number>();
  for (let top = n - size; top < n; top++) {
    const pick = integer(stream, top + 1);
    chosen.add(chosen.has(pick) ? top : pick);
  }
  const list = [...chosen];
  return Array.from(permutation(stream, size), (k) => list[k]!);
}

import type { Halfspace } from '../property/property.js';

/**
 * Σ_j a_j y_j + constant of a half-space, in float64.
 *
 * @example heightOf({ terms: [[0, 2]], constant: -1, strict: false }, Float64Array.of(3)); // 5
 */
export const heightOf = ({ terms, constant }: Halfspace, y: Float64Array, at = 0): number => {
  let sum = constant;
  for (const [j, coefficient] of terms) sum += coefficient * y[at + j]!;
  return sum;
};

/**
 * How far outputs are from being unsafe: the least, over the lists, of the largest height. They are unsafe where it is not above 0, strict half-spaces aside.
 *
 * @example violation([[{ terms: [[0, 1]], constant: 0, strict: false }]], Float64Array.of(3)); // 3
 */
export function violation(unsafe: readonly (readonly Halfspace[])[], y: Float64Array, at = 0): number {
  let least = Infinity;
  for (const list of unsafe) {
    let most = -Infinity;
    for (const halfspace of list) most = Math.max(most, heightOf(halfspace, y, at));
    least = Math.min(least, most);
  }
  return least;
}

/** Whether outputs lie in a half-space for certain: sums of more than two numbers may round, differences keep their sign. */
function lies(halfspace: Halfspace, y: Float64Array): boolean {
  const { terms, constant, strict } = halfspace;
  const height = heightOf(halfspace, y);
  const isExact =
    terms.every(([, coefficient]) => Math.abs(coefficient) === 1) && terms.length + (constant === 0 ? 0 : 1) <= 2;
  const size = terms.reduce((sum, [j, coefficient]) => sum + Math.abs(coefficient * y[j]!), Math.abs(constant));
  const doubt = isExact ? 0 : (terms.length + 2) * 2 ** -52 * size;
  return strict ? height + doubt < 0 : height + doubt <= 0;
}

/**
 * Whether outputs are unsafe, without a tolerance: they lie in all half-spaces of one of the lists.
 *
 * @example isUnsafe([[{ terms: [[0, 1]], constant: 0, strict: true }]], Float64Array.of(0)); // false
 */
export const isUnsafe = (unsafe: readonly (readonly Halfspace[])[], y: Float64Array): boolean =>
  y.every(Number.isFinite) && unsafe.some((list) => list.every((halfspace) => lies(halfspace, y)));

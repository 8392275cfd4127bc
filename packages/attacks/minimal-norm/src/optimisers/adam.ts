import type { Row } from '@fragility/numerics';

const [FIRST, SECOND] = [0.9, 0.999];

/** Adam's running moments of a gradient: with a step length η, x ← x − η · mean / spread. */
export interface Moments {
  readonly mean: Row;
  readonly spread: Row;
}

/**
 * Adam without a constant in the denominator: the step does not depend on the scale of the gradient, however small it is.
 *
 *     m ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²,   mean = m / (1 − β₁ᵏ),   spread = √(v / (1 − β₂ᵏ))
 *
 * g [d]; β = 0.9, 0.999. Source: Kingma & Ba, arXiv:1412.6980, algorithm 1.
 *
 * @returns a function from each gradient to the moments, which are overwritten by the next call.
 * @example adam(1)(Float64Array.of(4)).spread; // 4.0000…
 */
export function adam(d: number): (g: Row) => Moments {
  const [m, v, mean, spread] = [0, 0, 0, 0].map(() => new Float64Array(d)) as [Row, Row, Row, Row];
  let [first, second] = [1, 1];
  return (g) => {
    first *= FIRST;
    second *= SECOND;
    for (let k = 0; k < d; k++) {
      m[k] = FIRST * m[k]! + (1 - FIRST) * g[k]!;
      v[k] = SECOND * v[k]! + (1 - SECOND) * g[k]! * g[k]!;
      mean[k] = m[k]! / (1 - first);
      spread[k] = Math.sqrt(v[k]! / (1 - second));
    }
    return { mean, spread };
  };
}

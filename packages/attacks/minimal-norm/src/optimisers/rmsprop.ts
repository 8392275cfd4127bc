import type { Row } from '@fragility/numerics';

/**
 * RMSProp with momentum, without a constant in the denominator: the steps that ALMA takes.
 *
 *     v ← β v + (1 − β) s²,   m ← β m + s / √v,   x ← x − η · m
 *
 * s [d]; v starts at 1, m at 0. Source: Rony et al., ICCV 2021, arXiv:2011.11857.
 *
 * @returns a function of x, which it changes in place, the slope s at x and the length η.
 * @example
 * const x = Float64Array.of(4);
 * rmsProp(1, 0)(x, Float64Array.of(2), 1);
 * x; // [3]
 */
export function rmsProp(d: number, beta: number): (x: Row, slope: Row, length: number) => void {
  const squares = new Float64Array(d).fill(1);
  const momentum = new Float64Array(d);
  return (x, slope, length) => {
    for (let i = 0; i < d; i++) {
      const s = slope[i]!;
      const square = beta * squares[i]! + (1 - beta) * s * s;
      const speed = beta * momentum[i]! + (square > 0 ? s / Math.sqrt(square) : 0);
      squares[i] = square;
      momentum[i] = speed;
      x[i]! -= length * speed;
    }
  };
}

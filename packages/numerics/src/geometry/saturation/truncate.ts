import { finishL2, prepareLength, roundLength } from './laws.js';
import type { rowsOf } from './rows.js';
import { inverseScale } from './scale.js';
import { solveSaturating } from './solve.js';

/** Relative rate below which a coordinate's square underflows and its share of the result vanishes. */
const NEGLIGIBLE = 1e-150;

/**
 * result ← center + sign(rate_k) · min(t·|rate_k|, room_k) with t ≥ 0 such that the length of the move is `radius` > 0, or the far corner
 * of the bounds where that is nearer. `top` is max |rate| > 0.
 *
 * Rates are scaled by the largest and rooms by the radius, so that nothing overflows or underflows at any scale.
 */
export function truncate(
  { run, sum }: ReturnType<typeof rowsOf>,
  top: number,
  radius: number,
  [lower, upper]: readonly [number, number],
): void {
  const scale = inverseScale(radius);
  run(prepareLength, inverseScale(top), scale, NEGLIGIBLE, lower, upper);
  const square = sum(1);
  const target = (radius * scale) ** 2;
  const reach = (held: number, slope: number, otherwise: number): number =>
    slope > 0 ? Math.sqrt(Math.max(0, target - held) / slope) : otherwise;
  const solve = (low: number): number => {
    run(roundLength, low);
    return reach(sum(0), sum(1), low);
  };
  // The largest number for Infinity: it saturates every coordinate that moves, and 0 times it is 0.
  if (radius === Infinity) run(finishL2, Number.MAX_VALUE, Number.MAX_VALUE, lower, upper);
  else run(finishL2, solveSaturating(solve, reach(0, square, 0)), 1 / scale, lower, upper);
}

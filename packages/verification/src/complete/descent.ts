import { gradientsAt, type Ball, type BoundNetwork } from '@fragility/engine';
import { extremePoint, normOf, projectBallBox, type Random } from '@fragility/numerics';
import { heightOf, type Goal } from './problem.js';

/** Steps, and the length of the first and the last as a share of the radius. */
const [STEPS, FIRST, LAST] = [30, 0.5, 0.01];

/** One step of steepest descent of a norm, back into the ball. */
function step(ball: Ball, x: Float64Array, gradient: Float64Array, length: number): void {
  const { centre, radius, norm, bounds = null } = ball;
  if (norm === 'l1') {
    const corner = extremePoint(
      gradient.map((v) => -v),
      centre,
      radius,
      'l1',
      bounds,
    );
    for (let k = 0; k < x.length; k++) x[k]! += length * (corner[k]! - x[k]!);
    return;
  }
  const size = norm === 'l2' ? normOf(gradient, 'l2') : 1;
  if (!(size > 0)) return;
  for (let k = 0; k < x.length; k++)
    x[k]! -= length * radius * (norm === 'l2' ? gradient[k]! / size : Math.sign(gradient[k]!));
  projectBallBox(x, centre, radius, norm, bounds, x);
}

/** A random point of a ball, often far out. */
export function randomPoint(ball: Ball, { normal }: Random): Float64Array {
  const { centre, radius, norm, bounds = null } = ball;
  const direction = centre.map(() => normal());
  const corner = extremePoint(direction, centre, radius, norm, bounds);
  return corner.map((v, k) => centre[k]! + (v - centre[k]!) * (norm === 'linf' ? 1 : 0.9));
}

/**
 * Descent on one goal from some points of a ball, all at a time, in float64: the lowest point of each with its height.
 */
export function descend(
  network: BoundNetwork,
  ball: Ball,
  goal: Goal,
  starts: readonly Float64Array[],
): { readonly x: Float64Array; readonly height: number }[] {
  const [d, n, m] = [network.inputs, network.outputs, starts.length];
  const x = new Float64Array(m * d);
  starts.forEach((start, i) => x.set(start, i * d));
  const best = starts.map((start) => ({ x: start, height: Infinity }));
  const rows = goal.constants.length;
  for (let t = 0; t <= STEPS; t++) {
    const { gradients } = gradientsAt(network, x, m, (outputs) => {
      const cotangents = new Float64Array(m * n);
      for (let i = 0; i < m; i++) {
        const height = heightOf(goal, outputs, i * n);
        if (height < best[i]!.height) best[i] = { x: x.slice(i * d, (i + 1) * d), height };
        for (let r = 0; r < rows; r++) {
          const row = goal.a.subarray(r * n, (r + 1) * n);
          const own = { a: row, constants: goal.constants.subarray(r, r + 1) };
          if (rows === 1 || heightOf(own, outputs, i * n) > 0)
            for (let k = 0; k < n; k++) cotangents[i * n + k]! += row[k]!;
        }
      }
      return cotangents;
    });
    if (best.some(({ height }) => height < 0)) break;
    const length = FIRST * (LAST / FIRST) ** (t / STEPS);
    for (let i = 0; i < m; i++)
      step(ball, x.subarray(i * d, (i + 1) * d), gradients.subarray(i * d, (i + 1) * d), length);
  }
  return best;
}

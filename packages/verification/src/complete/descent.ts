import { gradientsAt, valuesAt, type Ball, type BoundNetwork, type Step } from '@fragility/engine';
import { extremePoint, normOf, projectBallBox, type Random } from '@fragility/numerics';
import { heightOf, type Goal } from './problem.js';

/** How a descent goes: its steps, the length of the first and the last as a share of the radius, and the softness of the first. */
export interface Pace {
  readonly steps: number;
  readonly first: number;
  readonly last: number;
  readonly softness: number;
}

const PACE: Pace = { steps: 30, first: 0.5, last: 0.01, softness: 0 };

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

/** A random point of a ball, often far out; a share of its coordinates is moved back by a random part. */
export function randomPoint(ball: Ball, { normal, uniform }: Random, share = 0): Float64Array {
  const { centre, radius, norm, bounds = null } = ball;
  const direction = centre.map(() => normal());
  const corner = extremePoint(direction, centre, radius, norm, bounds);
  return corner.map((v, k) => {
    const far = uniform() < share ? uniform() : norm === 'linf' ? 1 : 0.9;
    return centre[k]! + (v - centre[k]!) * far;
  });
}

/**
 * A network whose rectifiers have the derivatives of softplus: 1/(1 + e^{−z/t}) in place of 0 and 1, t = softness · mean |z| of the step at some inputs. Units that are off
 * are felt: descent does not stop where all that matter are.
 */
function softened(
  network: BoundNetwork,
  x: Float64Array,
  m: number,
): { network: BoundNetwork; soften(by: number): void } {
  let softness = 0;
  const values = valuesAt(network, x, m);
  const steps = network.steps.map((step): Step => {
    if (step.kind !== 'activation' || !step.curve.piecewise) return step;
    const before = values[step.from]!;
    const size = before.reduce((sum, z) => sum + Math.abs(z), 0) / Math.max(1, before.length);
    const [off, on] = [step.curve.slope(-1), step.curve.slope(1)];
    const slope = (z: number): number =>
      softness > 0 && size > 0 ? off + (on - off) / (1 + Math.exp(-z / (softness * size))) : step.curve.slope(z);
    return { ...step, curve: { ...step.curve, slope } };
  });
  return { network: { ...network, steps }, soften: (by) => (softness = by) };
}

/**
 * Descent on one goal from some points of a ball, all at a time, in float64: the lowest point of each with its height. Derivatives are soft at first,
 * those of the network at the end.
 */
export function descend(
  network: BoundNetwork,
  ball: Ball,
  goal: Goal,
  starts: readonly Float64Array[],
  { steps, first, last, softness }: Pace = PACE,
): { readonly x: Float64Array; readonly height: number }[] {
  const [d, n, m] = [network.inputs, network.outputs, starts.length];
  const x = new Float64Array(m * d);
  starts.forEach((start, i) => x.set(start, i * d));
  const best = starts.map((start) => ({ x: start, height: Infinity }));
  const rows = goal.constants.length;
  const soft = softened(network, x, m);
  for (let t = 0; t <= steps; t++) {
    soft.soften(softness * (1 - t / steps));
    const { gradients } = gradientsAt(soft.network, x, m, (outputs) => {
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
    const length = first * (last / first) ** (t / steps);
    for (let i = 0; i < m; i++)
      step(ball, x.subarray(i * d, (i + 1) * d), gradients.subarray(i * d, (i + 1) * d), length);
  }
  return best;
}

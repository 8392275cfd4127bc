import type { Row } from '../batch.js';
import type { Bounds } from '../types.js';
import { extremePoint } from './extreme.js';
import { normOf, safe } from './norms.js';
import { projectBallBox } from './project.js';
import { depart, inverseScale, rowsOf, steepness, stepAndClip, truncate } from './saturation/index.js';

/** A step x + length · g/‖g‖₂ around a centre, which must lie in the box. */
export interface AscentProblem {
  readonly from: Row;
  /** g; where it is zero, there is no step. */
  readonly slope: Row;
  readonly length: number;
  readonly center: Row;
  readonly radius: number;
  readonly bounds: Bounds;
  /** Where the point is written; a new row by default. May be `from`. */
  readonly out?: Row;
}

/** out ← x + length · g/‖g‖₂ − origin. */
function walk({ from, slope, length }: AscentProblem, out: Row, origin?: Row): Row {
  const size = normOf(slope, 'l2');
  const share = size > 0 ? length / size : 0;
  if (share < Infinity) for (let k = 0; k < out.length; k++) out[k] = from[k]! + share * slope[k]!;
  else for (let k = 0; k < out.length; k++) out[k] = from[k]! + length * (slope[k]! / size);
  if (origin) for (let k = 0; k < out.length; k++) out[k]! -= origin[k]!;
  return out;
}

/** The rows in memory and the share of the slope that makes the step; null where that share, or its square, has no place in float64. */
function fast({ from, slope, length, center, radius, bounds }: AscentProblem) {
  if (!bounds || !(radius > 0 && radius < Infinity)) return null;
  const rows = rowsOf(from, center, slope);
  rows.run(steepness);
  const square = rows.sum(0);
  return safe(square) ? { rows, share: length / Math.sqrt(square), bounds } : null;
}

/**
 * A step of steepest ascent in L2, moved to its closest point in {‖z − c‖₂ ≤ r} ∩ box: {@link projectBallBox} of x + length · g/‖g‖₂.
 *
 * @throws FragilityError `numerics/shape` for rows of different lengths
 * @example ascendInBall({ from: Float64Array.of(0, 0), slope: Float64Array.of(3, 4), length: 5, center: Float64Array.of(0, 0), radius: 1, bounds: [0, 1] }); // [0.6, 0.8]
 */
export function ascendInBall(problem: AscentProblem): Row {
  const { center, radius, bounds, out = new Float64Array(center.length) } = problem;
  const step = fast(problem);
  if (!step) return projectBallBox(walk(problem, out), center, radius, 'l2', bounds, out);
  const { rows, share } = step;
  const scale = inverseScale(radius);
  rows.run(stepAndClip, scale, ...step.bounds, share);
  if (rows.sum(1) > (radius * scale) ** 2) truncate(rows, rows.most(), radius, step.bounds);
  return rows.result(out);
}

/**
 * A step of steepest ascent in L2, then along the perturbation as far as the ball allows: {@link extremePoint} in direction
 * x + length · g/‖g‖₂ − c. On the sphere ‖z − c‖₂ = r, but for the box.
 *
 * @throws FragilityError `numerics/shape` for rows of different lengths
 * @example ascendOnSphere({ from: Float64Array.of(0, 0), slope: Float64Array.of(3, 4), length: 5, center: Float64Array.of(0, 0), radius: 2, bounds: [0, 1] }); // [1, 1]
 */
export function ascendOnSphere(problem: AscentProblem): Row {
  const { center, radius, bounds, out = new Float64Array(center.length) } = problem;
  const step = fast(problem);
  if (!step) return extremePoint(walk(problem, out, center), center, radius, 'l2', bounds, out);
  const { rows, share } = step;
  rows.run(depart, share);
  const top = rows.most();
  if (top === 0) out.set(center);
  else truncate(rows, top, radius, step.bounds);
  return top === 0 ? out : rows.result(out);
}

import { ballRegion, outputsAt, valuesAt, type Split } from '@fragility/engine';
import { distance, projectBallBox } from '@fragility/numerics';
import { frameOf } from './parts/frame.js';
import { decideLinear, sidesAt } from './parts/linear-region.js';
import { heightOf, type Problem } from './problem.js';

/** Pre-activations, relative to the largest, that count as on the wall between two linear regions; and the walls that are crossed of a point. */
const [ON_WALL, WALLS] = [1e-7, 24];

/** The problem of a smaller ball. */
export const within = (problem: Problem, radius: number): Problem => {
  const ball = { ...problem.ball!, radius };
  return { ...problem, ball, region: ballRegion(ball) };
};

/**
 * From a point that reaches a goal to the nearest one of its linear region, exactly, and on across the walls that it touches while that brings
 * it nearer to the centre.
 *
 * @returns the point, at most as far as the one that was given.
 */
export function polish(problem: Problem, goal: number, start: Float64Array, isOver: () => boolean): Float64Array {
  const { centre, norm, bounds = null } = problem.ball!;
  const far = (x: Float64Array): number => distance(x, centre, norm);
  let best = start;
  // Down the segment to the centre first: the region matters.
  for (let [low, high] = [0, 1], k = 0; k < 40; k++) {
    const middle = (low + high) / 2;
    const x = start.map((v, i) => centre[i]! + middle * (v - centre[i]!));
    if (heightOf(problem.goals[goal]!, outputsAt(problem.network, x)) <= 0) [best, high] = [x, middle];
    else low = middle;
  }
  const smaller = within(problem, far(best) * (1 + 1e-9));
  const frame = frameOf(smaller, smaller.region);
  const solve = (sides: readonly Split[]): boolean => {
    const found = decideLinear(within(problem, far(best)), frame, goal, sides);
    if (typeof found === 'string') return false;
    const x = projectBallBox(found, centre, far(best), norm, bounds);
    if (!(far(x) < far(best) * (1 - 1e-9)) || heightOf(problem.goals[goal]!, outputsAt(problem.network, x)) > 0)
      return false;
    best = x;
    return true;
  };
  solve(sidesAt(problem, frame, best));
  for (let improved = true; improved && !isOver();) {
    improved = false;
    const sides = sidesAt(problem, frame, best);
    const values = valuesAt(problem.network, best, 1);
    const height = (k: number): number => {
      const { step, unit } = sides[k]!;
      const before = values[(problem.network.steps[step] as { from: number }).from]!;
      return Math.abs(before[unit]!) / before.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-300);
    };
    const walls = Array.from(sides.keys())
      .filter((k) => height(k) < ON_WALL)
      .slice(0, WALLS);
    for (const k of walls) {
      if (isOver()) break;
      const other = sides.map((side, i) =>
        i === k ? { ...side, sign: side.sign > 0 ? (-1 as const) : (1 as const) } : side,
      );
      if (solve(other)) {
        improved = true;
        break;
      }
    }
  }
  return best;
}

import { ballRegion, outputsAt, valuesAt, type Split } from '@fragility/engine';
import { distance, projectBallBox, random, type Random } from '@fragility/numerics';
import { descend, randomPoint, type Pace } from './descent.js';
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

/** The most undecided units of a ball for which linear regions are solved exactly. */
const UNITS = 400;

/** Shares of the distance that are tried, the next where one fails; descents of each, and how they go. */
const SHARES = [0.9, 0.97, 0.99, 0.997];
const PACE: Pace = { steps: 40, first: 0.15, last: 0.003, softness: 0.06 };
const STARTS = 4;

/** The point where the segment from the centre comes to reach a goal, from one that does. */
function onSegment({ network, goals, ball }: Problem, goal: number, end: Float64Array): Float64Array {
  const { centre } = ball!;
  let best = end;
  for (let [low, high] = [0, 1], k = 0; k < 40; k++) {
    const middle = (low + high) / 2;
    const x = end.map((v, i) => centre[i]! + middle * (v - centre[i]!));
    if (heightOf(goals[goal]!, outputsAt(network, x)) <= 0) [best, high] = [x, middle];
    else low = middle;
  }
  return best;
}

/** A nearer point, by descents in smaller and smaller balls. */
function nearer(problem: Problem, goal: number, start: Float64Array, isOver: () => boolean): Float64Array {
  const { network, goals } = problem;
  const { centre, norm, bounds = null } = problem.ball!;
  const stream = random('nearer');
  let best = onSegment(problem, goal, start);
  for (const share of SHARES)
    for (let improved = true; improved && !isOver();) {
      improved = false;
      const { ball } = within(problem, share * distance(best, centre, norm));
      const from = projectBallBox(best, centre, ball!.radius, norm, bounds);
      const starts = [
        from,
        ...Array.from({ length: STARTS - 1 }, () =>
          projectBallBox(mixed(from, randomPoint(ball!, stream), stream), centre, ball!.radius, norm, bounds),
        ),
      ];
      const found = descend(network, ball!, goals[goal]!, starts, PACE).reduce((a, b) => (b.height < a.height ? b : a));
      if (found.height > 0) continue;
      best = onSegment(problem, goal, found.x);
      improved = true;
    }
  return best;
}

/** A point with some coordinates of another. */
const mixed = (x: Float64Array, other: Float64Array, { uniform }: Random): Float64Array =>
  x.map((v, k) => (uniform() < 0.1 ? other[k]! : v));

/**
 * From a point that reaches a goal to the nearest one of its linear region, exactly, and on across the walls that it touches while that brings
 * it nearer to the centre.
 *
 * @returns the point, at most as far as the one that was given.
 */
export function polish(problem: Problem, goal: number, start: Float64Array, isOver: () => boolean): Float64Array {
  const { centre, norm, bounds = null } = problem.ball!;
  const far = (x: Float64Array): number => distance(x, centre, norm);
  let best = nearer(problem, goal, start, isOver);
  const smaller = within(problem, far(best) * (1 + 1e-9));
  const frame = frameOf(smaller, smaller.region);
  if (frame.open.reduce((sum, units) => sum + (units?.length ?? 0), 0) > UNITS || isOver()) return best;
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

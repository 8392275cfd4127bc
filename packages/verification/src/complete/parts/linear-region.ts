import { outputsAt, valuesAt, type Split } from '@fragility/engine';
import { movedInwards, nearestInPolytope, type Halfspaces } from '@fragility/numerics/polytope';
import type { Frame } from './frame.js';
import { halfspacesOf, isFarkas } from './halfspaces.js';
import { heightOf, type Problem } from '../problem.js';

/** What is known of a part: it is empty of inputs that reach the goal, one of them, or neither. */
export type Outcome = 'empty' | Float64Array | 'undecided';

/** Shares of the distance by which a point is moved beyond the goal's boundary, where rounding leaves it undecided on it. */
const DEPTHS = [0, 1e-12, 1e-10, 1e-8, 1e-7];

/** A ball around the middle of a region that is a box: what nearest points are measured from. */
const placeOf = ({
  ball,
  region,
}: Problem): { from: Float64Array; norm: 'l2' | 'linf' | 'l1'; bounds: readonly [number, number] | null } =>
  ball
    ? { from: ball.centre, norm: ball.norm, bounds: ball.bounds ?? null }
    : { from: region.lower.map((v, k) => v / 2 + region.upper[k]! / 2), norm: 'l2', bounds: null };

/** The faces of a box that is no ball. */
function facesOf({ ball, region }: Problem): Halfspaces {
  if (ball) return { weight: [], offset: new Float64Array(0) };
  const d = region.lower.length;
  const unit = (k: number, sign: number): Float64Array => {
    const row = new Float64Array(d);
    row[k] = sign;
    return row;
  };
  const weight = Array.from({ length: 2 * d }, (_, i) => unit(i >> 1, i % 2 === 0 ? 1 : -1));
  const offset = Float64Array.from(weight, (_, i) => (i % 2 === 0 ? -region.upper[i >> 1]! : region.lower[i >> 1]!));
  return { weight, offset };
}

const joined = (...all: readonly Halfspaces[]): Halfspaces => ({
  weight: all.flatMap(({ weight }) => weight),
  offset: Float64Array.from(all.flatMap(({ offset }) => Array.from(offset))),
});

/**
 * Decides a part whose units are all decided, as the network is linear on it: the point nearest to the centre that reaches the goal, or a proof by
 * multipliers that there is none within the region.
 */
export function decideLinear(problem: Problem, frame: Frame, goal: number, splits: readonly Split[]): Outcome {
  const all = halfspacesOf(frame, problem.goals[goal]!, splits);
  const own = problem.goals[goal]!.constants.length;
  const cut = (from: number, to?: number): Halfspaces => ({
    weight: all.weight.slice(from, to),
    offset: all.offset.slice(from, to),
  });
  const faces = joined(facesOf(problem), {
    weight: frame.cuts.map(({ normal }) => normal),
    offset: Float64Array.from(frame.cuts, ({ offset }) => offset),
  });
  const place = placeOf(problem);
  let reach = 0;
  for (const depth of DEPTHS) {
    let isProven = false;
    const halfspaces = joined(depth === 0 ? cut(0, own) : movedInwards(cut(0, own), depth * reach), cut(own), faces);
    const solution = nearestInPolytope({
      ...place,
      halfspaces,
      isProof: (multipliers, chosen) =>
        depth === 0 && (isProven = isFarkas(problem.region, halfspaces, multipliers, chosen)),
    });
    if (isProven) return 'empty';
    if (!solution) return 'undecided';
    const { x } = solution;
    reach ||= solution.distance;
    if (problem.ball && !(solution.distance <= problem.ball.radius)) return 'undecided';
    if (heightOf(problem.goals[goal]!, outputsAt(problem.network, x)) <= 0) return x;
  }
  return 'undecided';
}

/** The side of every undecided unit of a frame at an input. */
export function sidesAt({ network }: Pick<Problem, 'network'>, { open }: Frame, x: Float64Array): Split[] {
  const values = valuesAt(network, x, 1);
  return open.flatMap((units, step) => {
    const before = values[(network.steps[step] as { from: number }).from]!;
    return Array.from(units ?? [], (unit) => ({ step, unit, sign: before[unit]! > 0 ? (1 as const) : (-1 as const) }));
  });
}

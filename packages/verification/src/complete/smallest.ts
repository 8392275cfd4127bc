import { outputsAt, type BoundNetwork } from '@fragility/engine';
import { distance, extremePoint, normOf, type Bounds, type ConvexNorm } from '@fragility/numerics';
import { clock, lowest, type Search } from './decide.js';
import { polish, within } from './polish.js';
import { ballProblem, heightOf, type Problem } from './problem.js';
import { tree } from './tree.js';

/** Where perturbations start from and how they are measured. */
export interface Place {
  readonly centre: Float64Array;
  readonly norm: ConvexNorm;
  /** The box that perturbed inputs stay in; null, the default, for none. */
  readonly box?: Bounds;
}

/** The smallest perturbation, or what is known of it. */
export interface Smallest {
  /** Proven: no input nearer than this is taken for another class, or ties with one; Infinity where no input of the box is. */
  readonly lower: number;
  /** The distance of the witness; Infinity without one. */
  readonly upper: number;
  /** A nearest input that is taken for another class, or ties with one, in float64. */
  readonly witness?: Float64Array;
  /** Whether upper − lower ≤ 10⁻⁶ upper. */
  readonly exact: boolean;
  /** Parts that were bounded. */
  readonly bounded: number;
  readonly seconds: number;
}

/** The relative gap that counts as none, and the share of the witness's distance within which none nearer is to be shown. */
const [GAP, SHARE] = [1e-6, 1 - 5e-7];

/** Radii are tried up to this many doublings of the first. */
const DOUBLINGS = 40;

/** The largest distance in a box, or of any use without one. */
function farthest({ centre, norm, box: bounds = null }: Place): number {
  if (!bounds) return Infinity;
  const direction = centre.map((v) => (bounds[1] - v > v - bounds[0] ? 1 : -1));
  return distance(extremePoint(direction, centre, Infinity, 'linf', bounds), centre, norm);
}

/** A point that is taken for another class, from growing balls; undefined where none is found. */
function firstPoint(
  problem: Problem,
  points: readonly Float64Array[],
  most: number,
  isOver: () => boolean,
): Float64Array | undefined {
  const { centre, norm } = problem.ball!;
  const isReached = (x: Float64Array): boolean => {
    const outputs = outputsAt(problem.network, x);
    return problem.goals.some((goal) => heightOf(goal, outputs) <= 0);
  };
  const known = points.filter(isReached).sort((a, b) => distance(a, centre, norm) - distance(b, centre, norm));
  if (known[0]) return known[0];
  const size = normOf(Float64Array.from(centre, () => 1), norm);
  for (let radius = 0.01 * size, k = 0; k < DOUBLINGS && !isOver(); k++, radius *= 2) {
    const { x, height } = lowest(within(problem, Math.min(radius, most)), []);
    if (height <= 0) return x;
    if (radius >= most) return undefined;
  }
  return undefined;
}

/**
 * The smallest perturbation that changes the class:
 *
 *     min ‖δ‖_p  s.t.  f_label(x + δ) ≤ f_j(x + δ) for a j ≠ label,  x + δ ∈ box
 *
 * Points that are found are moved to the nearest of their linear region; branch and bound in a ball just smaller shows that there is none nearer, or finds one.
 * Anytime: `lower` and `upper` close in.
 *
 * @throws FragilityError `verification/too-large` with an estimate, `verification/sizes`, `verification/label`.
 * @example (await smallestPerturbation(network, { centre: x, norm: 'linf', box: [0, 1] }, 3)).exact; // true
 */
export async function smallestPerturbation(
  network: BoundNetwork,
  place: Place,
  label: number,
  search: Search = {},
): Promise<Smallest> {
  const time = clock(search);
  const { centre, norm, box: bounds = null } = place;
  const far = (x: Float64Array): number => distance(x, centre, norm);
  let problem = ballProblem(network, { centre, norm, bounds, radius: 0 }, label);
  const most = farthest(place);
  const outputs = outputsAt(network, centre);
  if (problem.goals.some((goal) => heightOf(goal, outputs) <= 0))
    return { lower: 0, upper: 0, witness: centre, exact: true, bounded: 0, seconds: time.spent() };
  let witness: Float64Array | undefined;
  const improve = (x: Float64Array): void => {
    const seen = outputsAt(network, x);
    problem.goals.forEach((goal, g) => {
      if (heightOf(goal, seen) > 0) return;
      const better = polish(problem, g, x, time.isOver);
      if (!witness || far(better) < far(witness)) witness = better;
    });
    problem = within(problem, SHARE * far(witness!));
  };
  const first = firstPoint(problem, search.points ?? [], most, time.isOver);
  if (first) improve(first);
  else if (most === Infinity || time.isOver())
    return { lower: 0, upper: Infinity, exact: false, bounded: 0, seconds: time.spent() };
  else problem = within(problem, most);
  const parts = tree(problem);
  for (;;) {
    const reached = await parts.advance(time.isOver);
    if (!reached) break;
    improve(reached.x);
    parts.shrink(problem);
  }
  const isProven = parts.open === 0 && parts.undecided === 0;
  const upper = witness ? far(witness) : Infinity;
  const lower = isProven && !witness ? Infinity : Math.min(upper, parts.radius);
  const exact = isProven && (!witness || upper - lower <= GAP * upper);
  return { lower, upper, ...(witness ? { witness } : {}), exact, bounded: parts.bounded, seconds: time.spent() };
}

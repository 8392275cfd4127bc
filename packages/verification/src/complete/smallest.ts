import { boundRows, marginsOf, outputsAt, type BoundNetwork } from '@fragility/engine';
import { distance, extremePoint, normOf, type Bounds, type ConvexNorm } from '@fragility/numerics';
import { clock, lowest, type Search } from './decide.js';
import { polish, within } from './polish.js';
import { ballProblem, heightOf, type Problem } from './problem.js';
import { tree } from './parts/tree.js';

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

/** The first radius that is tried, as a share of the distance that all coordinates by 1 are, and how often it is doubled. */
const [FIRST, DOUBLINGS] = [0.01, 14];

/** The largest distance in a box, or of any use without one. */
function farthest({ centre, norm, box: bounds = null }: Place): number {
  if (!bounds) return Infinity;
  const direction = centre.map((v) => (bounds[1] - v > v - bounds[0] ? 1 : -1));
  return distance(extremePoint(direction, centre, Infinity, 'linf', bounds), centre, norm);
}

/** Growing radii, up to the last that is of use. */
function radii({ ball }: Problem, most: number): number[] {
  const size = normOf(
    ball!.centre.map(() => 1),
    ball!.norm,
  );
  const all = Array.from({ length: DOUBLINGS }, (_, k) => FIRST * size * 2 ** k).filter((radius) => radius < most);
  return most < Infinity ? [...all, most] : all;
}

/** Parts after which a ball was not cheap to prove: those between it and the witness's are proven too; and the gap that is left to the last. */
const [CHEAP, NEAR] = [32, 0.01];

/** Halvings of the radius that CROWN proves. */
const HALVINGS = 8;

/** A radius up to which CROWN proves that no goal is reached: where the search has no time, this is what is known. */
function provenRadius(problem: Problem, label: number, most: number, isOver: () => boolean): number {
  const { network } = problem;
  const rows = marginsOf(label, network.outputs);
  let [low, high] = [0, most];
  for (let k = 0; k < HALVINGS && !isOver(); k++) {
    const middle = low + (high - low) / 2;
    const bounds = boundRows(network, within(problem, middle).region, rows, { method: 'crown', intersect: true });
    if (bounds.every((v) => v > 0)) low = middle;
    else high = middle;
  }
  return low;
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
  for (const radius of radii(problem, most)) {
    if (isOver()) return undefined;
    const { x, height } = lowest(within(problem, radius), []);
    if (height <= 0) return x;
  }
  return undefined;
}

/**
 * The smallest perturbation that changes the class:
 *
 *     min ‖δ‖_p  s.t.  f_label(x + δ) ≤ f_j(x + δ) for a j ≠ label,  x + δ ∈ box
 *
 * Points that are found are moved to the nearest of their linear region; branch and bound in a ball just smaller shows that there is none nearer, or finds one.
 * Anytime: `lower` and `upper` close in, the lower bound from what CROWN proves by balls that halve the gap.
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
  let [bounded, lower] = [0, 0];
  /** Shows that there is nothing within the problem's ball but what improves on the witness; false where time ends before that. */
  const close = async (): Promise<boolean> => {
    const parts = tree(problem);
    for (let left = true; left;) {
      const reached = await parts.advance(time.isOver);
      left = reached !== undefined;
      if (reached) improve(reached.x);
      if (reached) parts.shrink(problem);
    }
    bounded += parts.bounded;
    lower = Math.max(lower, parts.radius);
    return parts.open === 0 && parts.undecided === 0;
  };
  /** Raises the lower bound from below, by smaller balls: the middle of the gap, or less where that takes too many parts. */
  const raiseLower = async (): Promise<void> => {
    let [share, budget] = [1 / 2, CHEAP];
    while (!time.isOver() && lower < (1 - NEAR) * problem.ball!.radius) {
      const parts = tree(within(problem, lower + share * (problem.ball!.radius - lower)));
      const reached = await parts.advance(() => time.isOver() || parts.bounded >= budget);
      bounded += parts.bounded;
      lower = Math.max(lower, parts.radius);
      if (reached) improve(reached.x);
      if (reached) continue;
      if (parts.open === 0 && (parts.undecided > 0 || parts.bounded < CHEAP)) return;
      if (parts.open === 0) share = Math.min(1 / 2, 2 * share);
      else [share, budget] = [share / 2, 2 * budget];
    }
  };
  const first = firstPoint(problem, search.points ?? [], most, time.isOver);
  let isProven = false;
  if (first) {
    lower = provenRadius(problem, label, far(first), time.isOver);
    improve(first);
    await raiseLower();
    isProven = await close();
  } else
    for (const radius of radii(problem, most)) {
      if (time.isOver()) break;
      problem = within(problem, radius);
      isProven = await close();
      if (witness || !isProven) break;
    }
  isProven &&= witness !== undefined || most < Infinity;
  const upper = witness ? far(witness) : Infinity;
  lower = isProven && !witness ? Infinity : Math.min(upper, lower);
  const exact = isProven && (!witness || upper - lower <= GAP * upper);
  return { lower, upper, ...(witness ? { witness } : {}), exact, bounded, seconds: time.spent() };
}

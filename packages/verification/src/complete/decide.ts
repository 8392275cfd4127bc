import { outputsAt, type Ball, type BoundNetwork } from '@fragility/engine';
import { projectBallBox, random } from '@fragility/numerics';
import { descend, randomPoint } from './descent.js';
import { ballProblem, heightOf, type Problem } from './problem.js';
import { tree, type Reached } from './parts/tree.js';

/** How a search is done. */
export interface Search {
  /** Seconds after which it ends; default 60. */
  readonly seconds?: number;
  /** Asked all the time: ends the search where it says so. */
  readonly isOver?: () => boolean;
  /** Points that attacks found: they are tried first. */
  readonly points?: readonly Float64Array[];
}

/** What is known of a ball. */
export interface Decision {
  /** `robust`: proven; `broken`: a point of the ball is taken for another class, or ties with one; `open`: neither in time. */
  readonly verdict: 'robust' | 'broken' | 'open';
  /** Proven: the margin of the label is at least this on the whole ball. */
  readonly lower: number;
  /** The least margin that was found. */
  readonly upper: number;
  /** Where the verdict is `broken`. */
  readonly witness?: Float64Array;
  /** Parts that were bounded. */
  readonly bounded: number;
  readonly seconds: number;
}

/** When a search ends. */
export function clock({ seconds = 60, isOver = () => false }: Search): { isOver(): boolean; spent(): number } {
  const begin = performance.now();
  const spent = (): number => (performance.now() - begin) / 1000;
  return { isOver: () => isOver() || spent() >= seconds, spent };
}

/** Random points that are descended from before the search begins. */
const STARTS = 4;

/** The point of a ball with the least margin that is found cheaply. */
export function lowest(
  problem: Problem,
  points: readonly Float64Array[],
  descended: Iterable<number> = problem.goals.keys(),
): { x: Float64Array; height: number } {
  const { network, goals } = problem;
  const ball = problem.ball!;
  const { centre, radius, norm, bounds = null } = ball;
  let best = { x: centre, height: Infinity };
  const consider = (x: Float64Array): void => {
    const outputs = outputsAt(network, x);
    const height = goals.reduce((least, goal) => Math.min(least, heightOf(goal, outputs)), Infinity);
    if (height < best.height) best = { x, height };
  };
  consider(centre);
  for (const x of points) consider(projectBallBox(x, centre, radius, norm, bounds));
  const stream = random('lowest');
  const starts = [centre, ...Array.from({ length: STARTS }, () => randomPoint(ball, stream))];
  for (const goal of descended) {
    if (best.height <= 0) break;
    for (const { x } of descend(network, ball, goals[goal]!, starts)) consider(x);
  }
  return best;
}

/**
 * Whether any input of a ball is taken for another class than the label: branch and bound over the signs of the units, with multipliers of the splits.
 *
 *     lower ≤ min { f_label(x) − max_{j ≠ label} f_j(x) : x ∈ ball } ≤ upper
 *
 * `robust` holds for the network in exact arithmetic with its weights (float64 sums are bounded outwards); a `broken` witness was evaluated in float64. A tie counts
 * as broken.
 *
 * @throws FragilityError `verification/too-large` with an estimate, `verification/sizes`, `verification/label`, `engine/region`.
 * @example (await decideBall(network, { centre: x, radius: 0.1, norm: 'linf', bounds: [0, 1] }, 3, { seconds: 30 })).verdict; // 'broken'
 */
export async function decideBall(
  network: BoundNetwork,
  ball: Ball,
  label: number,
  search: Search = {},
): Promise<Decision> {
  const problem = ballProblem(network, ball, label);
  const time = clock(search);
  let best = lowest(problem, search.points ?? [], []);
  const parts = tree(problem);
  const consider = (found: { x: Float64Array; height: number }): void => {
    if (found.height < best.height) best = found;
  };
  const reach = (reached: Reached | undefined): void => {
    if (reached) consider(lowest(problem, [reached.x], []));
  };
  if (best.height > 0 && !time.isOver()) reach(parts.begin());
  if (best.height > 0 && !time.isOver()) consider(lowest(problem, [], parts.goals));
  while (best.height > 0 && parts.open > 0 && !time.isOver()) reach(await parts.advance(time.isOver));
  const { lower, open, undecided, bounded } = parts;
  const upper = Math.min(best.height, parts.upper);
  const verdict = best.height <= 0 ? 'broken' : open === 0 && undecided === 0 ? 'robust' : 'open';
  const witness = verdict === 'broken' ? { witness: best.x } : {};
  return { verdict, lower, upper, ...witness, bounded, seconds: time.spent() };
}

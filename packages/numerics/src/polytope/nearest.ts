import type { Row } from '../batch.js';
import { nearestOnHyperplane } from '../geometry/hyperplane.js';
import { distance, dot, normOf } from '../geometry/norms.js';
import type { Bounds, ConvexNorm } from '../types.js';
import { interiorPoint } from './interior-point.js';

/** The halfspaces ⟨weight_i, z⟩ + offset_i ≤ 0. */
export interface Halfspaces {
  readonly weight: readonly Row[];
  readonly offset: Row;
}

/**
 * The halfspaces moved inwards by a distance in L2.
 *
 * @example movedInwards({ weight: [Float64Array.of(3, 4)], offset: Float64Array.of(0) }, 2).offset; // [10]
 */
export const movedInwards = ({ weight, offset }: Halfspaces, depth: number): Halfspaces => ({
  weight,
  offset: offset.map((b, i) => b + depth * normOf(weight[i]!, 'l2')),
});

/** Where the nearest point of a polytope lies, and a proven lower bound of its distance. */
export interface PolytopeSolution {
  readonly x: Row;
  readonly distance: number;
  readonly bound: number;
  /** Halfspaces on whose boundary the point lies. */
  readonly tight: readonly number[];
}

export interface PolytopeProblem {
  readonly halfspaces: Halfspaces;
  readonly from: Row;
  readonly norm: ConvexNorm;
  readonly bounds: Bounds;
  /** Points as far as this are of no use: the search ends as soon as a lower bound reaches it. */
  readonly within?: number;
  /** Asked about multipliers λ_i ≥ 0 of the halfspaces that are named: ends the search where they are proof enough that no point is of use. */
  readonly isProof?: (multipliers: Row, chosen: readonly number[]) => boolean;
}

/** Bounds farther than this, in units of the distance, do not matter; dragged along they would cost all digits. */
const FAR = 1e9;
/** Halfspaces added at once, and the violation that is tolerated, as a share of the distance. */
const [CUTS, TOLERANCE] = [8, 1e-9];

/**
 * The smallest-norm point of a polytope of many halfspaces and the bounds, seen from a point: cutting planes around the interior-point method.
 *
 *     min ‖z − x‖_p   s.t.  ⟨w_i, z⟩ + b_i ≤ 0 for all i,  lo ≤ z ≤ hi
 *
 * Solved with the halfspaces that x violates most; those that the solution violates are added, until there are none. For any multipliers λ ≥ 0
 * the distance to the one halfspace Σ λ_i (⟨w_i, z⟩ + b_i) ≤ 0 is a lower bound, and exact to rounding: the search ends where it reaches `within`.
 *
 * @returns null where no point is nearer than `within`, or the polytope is empty.
 * @example nearestInPolytope({ halfspaces: { weight: [Float64Array.of(-1)], offset: Float64Array.of(2) }, from: new Float64Array(1), norm: 'l2', bounds: null })?.distance; // 2.0000…
 */
export function nearestInPolytope({
  halfspaces,
  from,
  norm,
  bounds,
  within = Infinity,
  isProof = () => false,
}: PolytopeProblem): PolytopeSolution | null {
  const { weight, offset } = halfspaces;
  const values = offset.map((b, i) => b + dot(weight[i]!, from));
  const scales = weight.map((row) => normOf(row, 'l2'));
  const depth = (i: number): number => values[i]! / scales[i]!;
  const beyond = values.reduce<number[]>((all, v, i) => (v > 0 ? [...all, i] : all), []);
  if (beyond.length === 0) return { x: from.slice(), distance: 0, bound: 0, tight: [] };

  const boundOf = (multipliers: ArrayLike<number>, chosen: readonly number[]): number => {
    const normal = new Float64Array(from.length);
    let constant = 0;
    chosen.forEach((i, c) => {
      const factor = multipliers[c]! / scales[i]!;
      constant += factor * offset[i]!;
      const row = weight[i]!;
      for (let k = 0; k < normal.length; k++) normal[k]! += factor * row[k]!;
    });
    return nearestOnHyperplane({ normal, offset: constant, from, norm, bounds })?.distance ?? Infinity;
  };
  let bound = 0;
  for (const i of beyond) {
    bound = Math.max(bound, boundOf([1], [i]));
    if (bound >= within || bound === Infinity || isProof(Float64Array.of(1), [i])) return null;
  }
  const unit = bound;
  const [lower, upper] = bounds ?? [-Infinity, Infinity];
  const room = (v: number): number => (Math.abs(v) < FAR * unit ? v / unit : v * Infinity);
  const box = { lower: from.map((v) => room(lower - v)), upper: from.map((v) => room(upper - v)) };
  const chosen = beyond.sort((a, b) => depth(b) - depth(a)).slice(0, CUTS);
  for (;;) {
    const rows = chosen.map((i) => weight[i]!.map((v) => v / scales[i]!));
    const unscaled = (multipliers: Row): Row => multipliers.map((v, c) => v / scales[chosen[c]!]!);
    const limits = Float64Array.from(chosen, (i) => -depth(i) / unit);
    const solution = interiorPoint({ norm, rows, limits, ...box }, (multipliers) => {
      bound = Math.max(bound, boundOf(multipliers, chosen));
      return bound >= within || isProof(unscaled(multipliers), chosen);
    });
    if (!solution) return null;
    bound = Math.max(bound, boundOf(solution.multipliers, chosen));
    if (bound >= within || isProof(unscaled(solution.multipliers), chosen)) return null;
    const x = from.map((v, k) => Math.min(upper, Math.max(lower, v + unit * solution.step[k]!)));
    const left = offset.map((b, i) => (b + dot(weight[i]!, x)) / (scales[i]! * unit));
    const violated = Array.from(left.keys()).filter((i) => left[i]! > TOLERANCE && !chosen.includes(i));
    if (violated.length === 0) {
      const tight = Array.from(left.keys()).filter((i) => left[i]! > -1e-7);
      return { x, distance: distance(x, from, norm), bound, tight };
    }
    chosen.push(...violated.sort((a, b) => left[b]! - left[a]!).slice(0, CUTS));
  }
}

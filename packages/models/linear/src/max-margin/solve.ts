import { dot, row, type Batch } from '@fragility/numerics';
import { nearestPoint, type Vertex } from './nearest-point.js';

/** The hyperplane ⟨w, x⟩ + b = 0 of the largest margin, scaled so that the nearest points have y (⟨w, x⟩ + b) = 1. */
export interface Separation {
  readonly weight: Float64Array;
  readonly bias: number;
  /** Distance of the nearest point, 1/‖w‖. */
  readonly margin: number;
  /** α_i ≥ 0 with w = Σ α_i y_i x_i; 0 but at support vectors. */
  readonly multipliers: Float64Array;
  /** Largest violation of an optimality condition, see {@link kktResidual}. */
  readonly kkt: number;
}

/**
 * Largest relative violation of the conditions of Karush, Kuhn and Tucker of min ‖w‖²/2 subject to y_i (⟨w, x_i⟩ + b) ≥ 1:
 *
 *     ‖w − Σ α_i y_i x_i‖ / ‖w‖,   1 − y_i (⟨w, x_i⟩ + b),   |y_i (⟨w, x_i⟩ + b) − 1| where α_i > 0,   |Σ α_i y_i| / Σ α_i with a bias
 */
export function kktResidual(
  inputs: Batch,
  signs: ArrayLike<number>,
  { weight, bias, multipliers }: Pick<Separation, 'weight' | 'bias' | 'multipliers'>,
  free: boolean,
): number {
  const left = weight.slice();
  let [worst, balance, total] = [0, 0, 0];
  multipliers.forEach((alpha, i) => {
    const x = row(inputs, i);
    const functional = signs[i]! * (dot(weight, x) + bias);
    worst = Math.max(worst, alpha > 0 ? Math.abs(functional - 1) : 1 - functional);
    if (alpha === 0) return;
    x.forEach((value, k) => (left[k]! -= alpha * signs[i]! * value));
    balance += alpha * signs[i]!;
    total += alpha;
  });
  const stationary = Math.sqrt(dot(left, left) / dot(weight, weight));
  return Math.max(worst, stationary, free ? Math.abs(balance) / total : 0);
}

/** What a margin may be of the length of the points where rounding alone has left it. */
const ROUNDING = 1e-12;

/**
 * The hard-margin support vector machine, exactly but for rounding: the quadratic program
 *
 *     min ‖w‖²/2   subject to   y_i (⟨w, x_i⟩ + b) ≥ 1
 *
 * by its dual, the nearest point to the origin of the convex hull of y_i x_i, or with a bias of all x_i − x_j of opposite classes.
 * Source: Keerthi et al., IEEE Trans. Neural Networks 2000, §II.
 *
 * @param inputs points [n, d]
 * @param signs ±1 for each, both of them
 * @param free whether there is a bias b
 * @returns null where no hyperplane separates the classes
 * @example separate({ data: Float64Array.of(0, 3, 0, -1), shape: [2, 2] }, [1, -1], true)?.margin; // 2
 */
export function separate(inputs: Batch, signs: ArrayLike<number>, free: boolean): Separation | null {
  const n = signs.length;
  const points = Array.from({ length: n }, (_, i) => row(inputs, i));
  const difference = (i: number, j: number): Vertex<number> => ({
    name: i * n + j,
    point: points[i]!.map((value, k) => value - points[j]![k]!),
  });
  const single = (i: number): Vertex<number> => ({ name: i, point: points[i]!.map((value) => signs[i]! * value) });
  const lowest = (x: Float64Array): Vertex<number> => {
    let [least, positive, negative] = [0, -1, -1];
    const scores = points.map((point, i) => signs[i]! * dot(x, point));
    scores.forEach((score, i) => {
      if (score < scores[least]!) least = i;
      if (signs[i]! > 0 && (positive < 0 || score < scores[positive]!)) positive = i;
      if (signs[i]! < 0 && (negative < 0 || score < scores[negative]!)) negative = i;
    });
    return free ? difference(positive, negative) : single(least);
  };
  const { point: x, names, weights } = nearestPoint(lowest(new Float64Array(points[0]!.length)), lowest);
  const square = dot(x, x);
  const nearest = dot(lowest(x).point, x);
  const reach = Math.sqrt(square * points.reduce((most, p) => Math.max(most, dot(p, p)), 0));
  if (!(nearest > ROUNDING * reach)) return null;
  const scale = (free ? 2 : 1) / square;
  const multipliers = new Float64Array(n);
  names.forEach((name, k) => {
    if (free) {
      multipliers[Math.floor(name / n)]! += scale * weights[k]!;
      multipliers[name % n]! += scale * weights[k]!;
    } else multipliers[name]! += scale * weights[k]!;
  });
  const weight = x.map((value) => scale * value);
  const support = points.flatMap((point, i) => (multipliers[i]! > 0 ? [signs[i]! - dot(weight, point)] : []));
  const bias = free ? support.reduce((a, b) => a + b, 0) / support.length : 0;
  const found = { weight, bias, multipliers };
  return { ...found, margin: 1 / Math.sqrt(dot(weight, weight)), kkt: kktResidual(inputs, signs, found, free) };
}

import { dot, inverse, integer, matrix, qr, rows, type Batch, type Random, type Row } from '@fragility/numerics';

/** What a network that interpolates d points of one class each is at one of them. */
export interface WorstClass {
  /** δ_ij of a random j. */
  readonly distance: number;
  /** min over j of δ_ij. */
  readonly worst_distance: number;
  /** min over j of ‖x_i − x_j‖ / 2. */
  readonly optimal_distance: number;
  /** min over all pairs of ‖x_k − x_l‖ / √(2d). */
  readonly minimum_distance: number;
  /** ‖w_i/‖w_i‖ ∓ q_d‖: the row of the network is the last direction of X = QR with x_i last. */
  readonly direction_residual: number;
  /** |f_i(x_i + v) − f_i(x_i)| of a unit step v orthogonal to q_d, over that of a unit step along q_d. */
  readonly orthogonal_change: number;
}

const norm = (x: Row): number => Math.sqrt(dot(x, x));
const minus = (x: Row, y: Row): Row => x.map((value, k) => value - y[k]!);

/** The last column of Q where X = QR has x_i as its last column. */
function lastDirection(points: readonly Row[], i: number): Row {
  const d = points.length;
  const order = [...points.keys()].filter((k) => k !== i).concat(i);
  const columns = matrix(d, d, new Float64Array(d * d));
  order.forEach((k, c) => points[k]!.forEach((value, r) => (columns.data[r * d + c] = value)));
  const last = matrix(d, 1, new Float64Array(d));
  last.data[d - 1] = 1;
  return qr(columns).applyQ(last).data;
}

/**
 * The network W = X⁻¹ at a random point of a draw.
 *
 * @throws FragilityError `numerics/singular` for dependent points.
 */
export function worstOf(inputs: Batch, stream: Random): WorstClass {
  const points = rows(inputs);
  const d = points.length;
  const all = inverse(matrix(d, d, inputs.data)).data;
  const weight = (k: number): Row => Float64Array.from({ length: d }, (_, r) => all[r * d + k]!);
  const i = integer(stream, d);
  const others = [...points.keys()].filter((k) => k !== i);
  const w = weight(i);
  const distances = others.map((j) => 1 / norm(minus(w, weight(j))));
  const q = lastDirection(points, i);
  const sign = Math.sign(dot(q, w));
  const z = Float64Array.from({ length: d }, () => stream.normal());
  const along = dot(z, q);
  const v = z.map((value, k) => value - along * q[k]!);
  let least = Infinity;
  for (let k = 0; k < d; k++) for (let l = 0; l < k; l++) least = Math.min(least, norm(minus(points[k]!, points[l]!)));
  return {
    distance: distances[integer(stream, d - 1)]!,
    worst_distance: Math.min(...distances),
    optimal_distance: Math.min(...others.map((j) => norm(minus(points[i]!, points[j]!)))) / 2,
    minimum_distance: least / Math.sqrt(2 * d),
    direction_residual: norm(
      minus(
        w.map((value) => value / norm(w)),
        q.map((value) => sign * value),
      ),
    ),
    orthogonal_change: Math.abs(dot(w, v)) / (norm(v) * Math.abs(dot(w, q))),
  };
}

import type { Row } from '../batch.js';
import type { Bounds, Norm } from '../types.js';
import { solveMonotone } from './monotone.js';
import { distance } from './norms.js';
import { largestFirst } from './order.js';
import { clip, inverseScale, rowsOf, truncate } from './saturation/index.js';

const { abs, floor, max, min, sign, sqrt } = Math;

/**
 * Euclidean projection of x on {‖z − c‖_p ≤ r} ∩ box, exactly: c must lie in the box. `out` may be x.
 *
 * With v = x − c and room_k the space to the box on the side of v_k, the result is c + sign(v)·w:
 *
 *     L∞: w = min(|v|, r, room)      L2: w = min(|v|/(1 + t), room), ‖w‖₂ = r
 *     L1: w = min(max(|v| − t, 0), room), ‖w‖₁ = r             (t ≥ 0; t = 0 where the ball does not bind)
 *     L0: w = min(|v|, room) in the ⌊r⌋ coordinates where that spares most of the distance, w(2|v| − w), and 0 in the others
 *
 * One scalar t: in L2 by rounds that saturate more and more, in L1 over sorted breakpoints, O(d log d). Source: Duchi et al., ICML 2008; Croce & Hein, arXiv:2103.01208, §3 (L1 ∩ box).
 *
 * @example projectBallBox(Float64Array.of(3, 4), Float64Array.of(0, 0), 1, 'l2', null); // [0.6, 0.8]
 * @example projectBallBox(Float64Array.of(3, 4), Float64Array.of(0, 0), 1, 'l0', null); // [0, 4]
 */
export function projectBallBox(
  x: Row,
  center: Row,
  radius: number,
  norm: Norm,
  bounds: Bounds,
  out: Row = new Float64Array(x.length),
): Row {
  const ends = bounds ?? ([-Infinity, Infinity] as const);
  const [lower, upper] = ends;
  if (norm === 'l1') return shrink(x, center, radius, ends, out);
  if (norm === 'l0') return keepLargest(x, center, radius, ends, out);
  if (norm === 'l2') return bounds ? truncated(x, center, radius, bounds, out) : shorten(x, center, radius, out);
  for (let k = 0; k < x.length; k++) {
    const low = max(lower, center[k]! - radius);
    out[k] = min(max(x[k]!, low), min(upper, center[k]! + radius));
  }
  return out;
}

/** L0: the ⌊r⌋ coordinates that spare most, clamped; the centre's elsewhere. */
function keepLargest(x: Row, center: Row, radius: number, [lower, upper]: readonly [number, number], out: Row): Row {
  const spared = new Float64Array(x.length);
  for (let k = 0; k < x.length; k++) {
    const v = x[k]! - center[k]!;
    const clamped = min(upper, max(lower, x[k]!));
    const share = (clamped - center[k]!) / v;
    if (clamped !== center[k]) spared[k] = abs(v) === Infinity ? Infinity : abs(v) * sqrt(share * (2 - share));
    out[k] = clamped;
  }
  for (const k of largestFirst(spared).subarray(max(0, floor(radius)))) out[k] = center[k]!;
  return out;
}

/** L2 without bounds: c + v·r/‖v‖₂ where the ball binds. */
function shorten(x: Row, center: Row, radius: number, out: Row): Row {
  const length = distance(x, center, 'l2');
  const share = radius / length;
  if (length <= radius) out.set(x);
  else for (let k = 0; k < x.length; k++) out[k] = center[k]! + (x[k]! - center[k]!) * share;
  return out;
}

/** L2: every |v_k| times one number, up to its room. */
function truncated(x: Row, center: Row, radius: number, bounds: readonly [number, number], out: Row): Row {
  if (!(radius > 0)) {
    out.set(center);
    return out;
  }
  const rows = rowsOf(x, center);
  const scale = inverseScale(radius);
  rows.run(clip, scale, ...bounds);
  if (rows.sum(1) > (radius * scale) ** 2) truncate(rows, rows.most(), radius, bounds);
  return rows.result(out);
}

/** L1: every |v_k| less one number, up to its room. */
function shrink(x: Row, center: Row, radius: number, [lower, upper]: readonly [number, number], out: Row): Row {
  const v = x.map((value, k) => value - center[k]!);
  for (let k = 0; k < x.length; k++) out[k] = min(upper, max(lower, x[k]!));
  if (distance(out, center, 'l1') <= radius) return out;
  const size = v.map(abs);
  const room = v.map((value, k) => (value > 0 ? max(0, upper - center[k]!) : max(0, center[k]! - lower)));
  const w = threshold(size, room, radius);
  for (let k = 0; k < x.length; k++) {
    out[k] =
      w[k]! >= room[k]! ? (v[k]! > 0 ? upper : v[k]! < 0 ? lower : center[k]!) : center[k]! + sign(v[k]!) * w[k]!;
  }
  return out;
}

/** w_k = min(max(|v_k| − t, 0), room_k) with ‖w‖₁ = radius. Solved in u = max|v| − t, in which the sum increases. */
function threshold(size: Row, room: Row, radius: number): Row {
  const top = size.reduce((a, b) => max(a, b), 0);
  const at = (u: number, k: number): number => min(max(size[k]! - top + u, 0), room[k]!);
  const breakpoints = new Float64Array(2 * size.length);
  for (let k = 0; k < size.length; k++) {
    breakpoints[2 * k] = top - size[k]!;
    breakpoints[2 * k + 1] = top - size[k]! + room[k]!;
  }
  const total = (u: number): number => {
    let sum = 0;
    for (let k = 0; k < size.length; k++) sum += at(u, k);
    return sum;
  };
  const u = solveMonotone(breakpoints, radius, total, (low, high) => {
    let rising = 0;
    for (let k = 0; k < size.length; k++) if (top - size[k]! <= low && low < top - size[k]! + room[k]!) rising++;
    return rising > 0 ? min(high, low + (radius - total(low)) / rising) : low;
  });
  return size.map((_, k) => at(u, k));
}

/**
 * Euclidean projection of x on the ball {‖z − c‖_p ≤ r}; see {@link projectBallBox}.
 *
 * @example projectBall(Float64Array.of(3, 4), Float64Array.of(0, 0), 1, 'linf'); // [1, 1]
 */
export const projectBall = (x: Row, center: Row, radius: number, norm: Norm, out?: Row): Row =>
  projectBallBox(x, center, radius, norm, null, out);

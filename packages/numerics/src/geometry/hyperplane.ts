import type { Row } from '../batch.js';
import type { Bounds, Norm } from '../types.js';
import { distance, dot, normOf } from './norms.js';
import { largestFirst } from './order.js';
import {
  finishL2,
  finishLinf,
  inverseScale,
  largest,
  prepareAlong,
  roundAlong,
  rowsOf,
  solveSaturating,
} from './saturation/index.js';

const { abs, max } = Math;

export interface HyperplaneProblem {
  readonly normal: Row;
  readonly offset: number;
  readonly from: Row;
  readonly norm: Norm;
  readonly bounds?: Bounds;
  /** The half-space ⟨n, z⟩ + b ≤ 0 (the default), ≥ 0, or the hyperplane itself, from whichever side x lies on. */
  readonly side?: 'negative' | 'positive' | 'zero';
  /** Where the point is written; a new row by default. */
  readonly out?: Row;
}

/**
 * The smallest-norm point of {z : ⟨normal, z⟩ + offset ≤ 0} ∩ box, seen from x; x itself when it lies there.
 *
 *     min ‖z − x‖_p   s.t.  ⟨n, z⟩ + b ≤ 0 (or ≥, or =),  lo ≤ z ≤ hi
 *
 * Every coordinate has a room r_k ≥ 0 to move against its n_k. L2: move_k = min(t|n_k|, r_k); L∞: move_k = min(t, r_k); L1: fill
 * the largest |n_k| first; L0, the fewest coordinates: fill the largest |n_k|·r_k first, the last as far as needed (without bounds
 * one coordinate, that of the largest |n_k|). Exact.
 *
 * @returns the point and its distance, or null where the hyperplane misses the box.
 * @example nearestOnHyperplane({ normal: Float64Array.of(3, 4), offset: -5, from: Float64Array.of(3, 4), norm: 'l2' })?.distance; // 4
 */
export function nearestOnHyperplane(problem: HyperplaneProblem): { x: Row; distance: number } | null {
  const { normal, offset, norm, from, bounds, side = 'negative', out = new Float64Array(from.length) } = problem;
  const sign = side === 'positive' || (side === 'zero' && offset + dot(normal, from) < 0) ? -1 : 1;
  const plane: Oriented = { normal, offset: sign * offset, sign, from, ends: bounds ?? [-Infinity, Infinity] };
  const move = norm === 'l1' || norm === 'l0' ? fill(plane, norm, out) : level(plane, norm, out);
  if (move === 'none') return null;
  if (move === 'home') out.set(from);
  return { x: out, distance: move === 'home' ? 0 : distance(out, from, norm) };
}

/** The half-space sign·⟨n, z⟩ + offset ≤ 0. */
interface Oriented extends Pick<HyperplaneProblem, 'normal' | 'offset' | 'from'> {
  readonly sign: 1 | -1;
  readonly ends: readonly [number, number];
}

/** What there is to do: nothing where x lies in the half-space, nothing that could be done where it misses the box, or what was written. */
type Outcome = 'home' | 'none' | 'moved';

/** L2 and L∞: move_k = min(t·rate_k, r_k) with rate |n_k| or 1, and t such that Σ |n_k| move_k closes the gap. */
function level({ normal, offset, sign, from, ends }: Oriented, norm: 'l2' | 'linf', out: Row): Outcome {
  const rows = rowsOf(normal, from);
  rows.run(largest);
  const top = rows.most();
  if (top === 0) return offset <= 0 ? 'home' : 'none';
  const scale = inverseScale(top);
  rows.run(prepareAlong, -sign * scale, 1, 0, ...ends);
  const gap = offset * scale - rows.sum(0);
  if (gap <= 0) return 'home';
  if (!(rows.sum(1) >= gap)) return 'none';
  const t = solveSaturating((low) => {
    rows.run(roundAlong[norm], low);
    const slope = rows.sum(1);
    return slope > 0 ? max(0, gap - rows.sum(0)) / slope : low;
  });
  rows.run(norm === 'l2' ? finishL2 : finishLinf, t, 1, ...ends);
  rows.result(out);
  return 'moved';
}

/** L1 and L0: the largest |n_k| or |n_k|·room_k first, each up to its room, until the gap is closed. */
function fill({ normal, offset, sign, from, ends }: Oriented, norm: 'l1' | 'l0', out: Row): Outcome {
  const [lower, upper] = ends;
  const top = normOf(normal, 'linf');
  if (top === 0) return offset <= 0 ? 'home' : 'none';
  const slope = normal.map((n) => (sign * n) / top);
  const size = slope.map(abs);
  const room = slope.map((n, k) => (n === 0 ? 0 : max(0, n > 0 ? from[k]! - lower : upper - from[k]!)));
  let gap = offset / top + dot(slope, from);
  if (gap <= 0) return 'home';
  if (!(dot(size, room) >= gap)) return 'none';
  const share = size.map((s, k) => s * room[k]!);
  out.set(from);
  const order = norm === 'l1' ? largestFirst(size) : largestFirst(share, size);
  for (const k of order) {
    if (size[k] === 0) break;
    const down = slope[k]! > 0;
    const needed = gap / size[k]!;
    if (needed >= room[k]! && room[k]! > 0) out[k] = down ? lower : upper;
    else if (room[k]! > 0) out[k] = from[k]! + (down ? -needed : needed);
    if (needed <= room[k]!) break;
    gap = max(0, gap - room[k]! * size[k]!);
  }
  return 'moved';
}

import type { Row } from '../batch.js';
import type { Bounds, Norm } from '../types.js';
import { distance, normOf } from './norms.js';
import { solveSaturating } from './saturating.js';

export interface HyperplaneProblem {
  readonly normal: Row;
  readonly offset: number;
  readonly from: Row;
  readonly norm: Norm;
  readonly bounds?: Bounds;
}

/**
 * The smallest-norm point of {z : ⟨normal, z⟩ + offset ≤ 0} ∩ box, seen from x; x itself when it lies there.
 *
 *     min ‖z − x‖_p   s.t.  ⟨n, z⟩ + b ≤ 0,  lo ≤ z ≤ hi
 *
 * Every coordinate has a room r_k ≥ 0 to move against its n_k. L2: move_k = min(t|n_k|, r_k); L∞: move_k = min(t, r_k); L1: fill
 * the largest |n_k| first. Exact.
 *
 * @returns the point and its distance, or null where the hyperplane misses the box.
 * @example nearestOnHyperplane({ normal: Float64Array.of(3, 4), offset: -5, from: Float64Array.of(3, 4), norm: 'l2' })?.distance; // 4
 */
export function nearestOnHyperplane(problem: HyperplaneProblem): { x: Row; distance: number } | null {
  const { normal, offset, from, norm, bounds = null } = problem;
  const d = from.length;
  const top = normOf(normal, 'linf');
  if (top === 0) return offset <= 0 ? { x: from.slice(), distance: 0 } : null;

  const [lower, upper] = bounds ?? [-Infinity, Infinity];
  const size = new Float64Array(d);
  const room = new Float64Array(d);
  let gap = offset / top;
  let most = 0;
  for (let k = 0; k < d; k++) {
    const n = normal[k]! / top;
    gap += n * from[k]!;
    if (n === 0) continue;
    size[k] = Math.abs(n);
    const space = n > 0 ? from[k]! - lower : upper - from[k]!;
    room[k] = space > 0 ? space : 0;
    most += size[k]! * room[k]!;
  }
  if (gap <= 0) return { x: from.slice(), distance: 0 };
  if (!(most >= gap)) return null;

  const move = norm === 'l1' ? fill(size, room, gap) : level(size, room, gap, norm);
  const x = from.slice();
  for (let k = 0; k < d; k++) {
    const far = move[k]!;
    if (far === 0) continue;
    const down = normal[k]! > 0;
    x[k] = far >= room[k]! ? (down ? lower : upper) : down ? x[k]! - far : x[k]! + far;
  }
  return { x, distance: distance(x, from, norm) };
}

/** L1: the largest |n_k| first, each up to its room, until the gap is closed. */
function fill(size: Row, room: Row, gap: number): Row {
  const move = new Float64Array(size.length);
  const order = Array.from(size.keys()).sort((a, b) => size[b]! - size[a]!);
  let left = gap;
  for (const k of order) {
    if (size[k] === 0) break;
    const needed = left / size[k]!;
    move[k] = Math.min(room[k]!, needed);
    if (needed <= room[k]!) break;
    left = Math.max(0, left - room[k]! * size[k]!);
  }
  return move;
}

/** L2 and L∞: move_k = min(t·rate_k, r_k) with rate |n_k| or 1, and t such that Σ |n_k| move_k closes the gap. */
function level(size: Row, room: Row, gap: number, norm: 'l2' | 'linf'): Row {
  const rate = norm === 'l2' ? size : size.map((s) => (s > 0 ? 1 : 0));
  const t = solveSaturating((low) => {
    let full = 0;
    let slope = 0;
    for (let k = 0; k < size.length; k++) {
      const own = rate[k]!;
      if (room[k]! <= low * own) full += size[k]! * room[k]!;
      else slope += size[k]! * own;
    }
    return slope > 0 ? Math.max(0, gap - full) / slope : low;
  });
  const move = new Float64Array(size.length);
  for (let k = 0; k < size.length; k++) move[k] = rate[k]! > 0 ? Math.min(t * rate[k]!, room[k]!) : 0;
  return move;
}

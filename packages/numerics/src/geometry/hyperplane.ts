import type { Row } from '../batch.js';
import type { Bounds, Norm } from '../types.js';
import { distance, dot, normOf } from './norms.js';
import { largestFirst } from './order.js';
import { inverseScale, rowsOf, solveSaturating } from './saturation/index.js';

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
 * the largest |n_k| first; L0, the fewest coordinates: fill the largest |n_k|·r_k first, the last as far as needed (without bounds
 * one coordinate, that of the largest |n_k|). Exact.
 *
 * @returns the point and its distance, or null where the hyperplane misses the box.
 * @example nearestOnHyperplane({ normal: Float64Array.of(3, 4), offset: -5, from: Float64Array.of(3, 4), norm: 'l2' })?.distance; // 4
 */
export function nearestOnHyperplane(problem: HyperplaneProblem): { x: Row; distance: number } | null {
  const { norm, from, bounds } = problem;
  const ends = bounds ?? ([-Infinity, Infinity] as const);
  const x = norm === 'l1' || norm === 'l0' ? fill(problem, norm, ends) : level(problem, norm, ends);
  return x && { x, distance: distance(x, from, norm) };
}

/** L2 and L∞: move_k = min(t·rate_k, r_k) with rate |n_k| or 1, and t such that Σ |n_k| move_k closes the gap. */
function level(
  { normal, offset, from }: HyperplaneProblem,
  norm: 'l2' | 'linf',
  [lower, upper]: readonly [number, number],
): Row | null {
  const rows = rowsOf(normal, from);
  const top = rows.largest();
  if (top === 0) return offset <= 0 ? from.slice() : null;
  const scale = inverseScale(top);
  const { along, most } = rows.prepare({ rate: -scale, room: 1 }, 0, lower, upper);
  const gap = offset * scale - along;
  if (gap <= 0) return from.slice();
  if (!(most >= gap)) return null;
  const t = solveSaturating((low) => {
    const { held, slope } = rows.round(norm, low);
    return slope > 0 ? Math.max(0, gap - held) / slope : low;
  });
  rows.finish(norm, t, 1, lower, upper);
  return rows.result();
}

/** L1 and L0: the largest |n_k| or |n_k|·room_k first, each up to its room, until the gap is closed. */
function fill(
  { normal, offset, from }: HyperplaneProblem,
  norm: 'l1' | 'l0',
  [lower, upper]: readonly [number, number],
): Row | null {
  const top = normOf(normal, 'linf');
  if (top === 0) return offset <= 0 ? from.slice() : null;
  const size = normal.map((n) => Math.abs(n / top));
  const room = normal.map((n, k) => (size[k] === 0 ? 0 : Math.max(0, n > 0 ? from[k]! - lower : upper - from[k]!)));
  let gap = normal.reduce((sum, n, k) => sum + (n / top) * from[k]!, offset / top);
  if (gap <= 0) return from.slice();
  if (!(dot(size, room) >= gap)) return null;
  const share = size.map((s, k) => s * room[k]!);
  const x = from.slice();
  const order = norm === 'l1' ? largestFirst(size) : largestFirst(share, size);
  for (const k of order) {
    if (size[k] === 0) break;
    const down = normal[k]! > 0;
    const needed = gap / size[k]!;
    if (needed >= room[k]! && room[k]! > 0) x[k] = down ? lower : upper;
    else if (room[k]! > 0) x[k] = from[k]! + (down ? -needed : needed);
    if (needed <= room[k]!) break;
    gap = Math.max(0, gap - room[k]! * size[k]!);
  }
  return x;
}

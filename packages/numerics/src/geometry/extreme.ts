import type { Row } from '../batch.js';
import type { Bounds, Norm } from '../types.js';
import { truncate } from './truncate.js';

/**
 * The point of {‖z − x‖_p ≤ r} ∩ box with the largest ⟨g, z⟩, exactly: x must lie in the box.
 *
 *     L∞: x + r·sign(g), clamped      L1: the largest |g_k| first, each up to the box
 *     L2: x + min(t|g_k|, room_k)·sign(g_k), t such that the length is r
 *
 * @example extremePoint(Float64Array.of(3, 4), Float64Array.of(0, 0), 5, 'l2', null); // [3, 4]
 */
export function extremePoint(g: Row, center: Row, radius: number, norm: Norm, bounds: Bounds): Row {
  const [lower, upper] = bounds ?? [-Infinity, Infinity];
  const room = center.map((c, k) => (g[k]! > 0 ? Math.max(0, upper - c) : g[k]! < 0 ? Math.max(0, c - lower) : 0));
  const move =
    norm === 'linf'
      ? room.map((r) => Math.min(r, radius))
      : norm === 'l1'
        ? greedy(g, room, radius)
        : truncate(g.map(Math.abs), room, radius);
  return center.map((c, k) => {
    if (move[k] === 0) return c;
    if (move[k]! >= room[k]!) return g[k]! > 0 ? upper : lower;
    return c + Math.sign(g[k]!) * move[k]!;
  });
}

function greedy(g: Row, room: Row, radius: number): Row {
  const move = new Float64Array(g.length);
  let left = radius;
  for (const k of Array.from(g.keys()).sort((a, b) => Math.abs(g[b]!) - Math.abs(g[a]!))) {
    if (!(left > 0)) break;
    move[k] = Math.min(room[k]!, left);
    left -= move[k]!;
  }
  return move;
}

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
  const d = g.length;
  const size = new Float64Array(d);
  const room = new Float64Array(d);
  for (let k = 0; k < d; k++) {
    size[k] = Math.abs(g[k]!);
    const space = g[k]! > 0 ? upper - center[k]! : center[k]! - lower;
    room[k] = size[k]! > 0 && space > 0 ? space : 0;
  }
  const move =
    norm === 'linf'
      ? room.map((r) => Math.min(r, radius))
      : norm === 'l1'
        ? greedy(size, room, radius)
        : truncate(size, room, radius);
  const out = new Float64Array(d);
  for (let k = 0; k < d; k++) {
    const far = move[k]!;
    const up = g[k]! > 0;
    if (far === 0) out[k] = center[k]!;
    else if (far >= room[k]!) out[k] = up ? upper : lower;
    else out[k] = center[k]! + (up ? far : -far);
  }
  return out;
}

function greedy(size: Row, room: Row, radius: number): Row {
  const move = new Float64Array(size.length);
  let left = radius;
  for (const k of Array.from(size.keys()).sort((a, b) => size[b]! - size[a]!)) {
    if (!(left > 0)) break;
    move[k] = Math.min(room[k]!, left);
    left -= move[k]!;
  }
  return move;
}

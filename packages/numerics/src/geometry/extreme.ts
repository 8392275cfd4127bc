import type { Row } from '../batch.js';
import type { Bounds, Norm } from '../types.js';
import { solveMonotone } from './monotone.js';
import { normOf } from './norms.js';

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
        : scaled(g, room, radius);
  return center.map((c, k) => {
    if (move[k] === 0) return c;
    if (move[k]! >= room[k]!) return g[k]! > 0 ? upper : lower;
    return c + Math.sign(g[k]!) * move[k]!;
  });
}

/** Relative size below which a coordinate's square underflows and its share of the answer vanishes. */
const NEGLIGIBLE = 1e-150;

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

function scaled(g: Row, room: Row, radius: number): Row {
  const top = normOf(g, 'linf');
  const size = g.map((value) => (Math.abs(value) > NEGLIGIBLE * top ? Math.abs(value) / top : 0));
  const breakpoints = room.map((r, k) => (size[k]! > 0 ? r / size[k]! : Infinity));
  const squared = (t: number): number => {
    let sum = 0;
    for (let k = 0; k < g.length; k++) if (size[k]! > 0) sum += Math.min(t * size[k]!, room[k]!) ** 2;
    return sum;
  };
  const t = solveMonotone(breakpoints, radius * radius, squared, (low, high) => {
    let full = 0;
    let slope = 0;
    for (let k = 0; k < g.length; k++) {
      if (breakpoints[k]! <= low) full += room[k]! ** 2;
      else slope += size[k]! ** 2;
    }
    return slope > 0 ? Math.min(high, Math.sqrt(Math.max(0, radius * radius - full) / slope)) : low;
  });
  return size.map((s, k) => (s > 0 ? Math.min(t * s, room[k]!) : 0));
}

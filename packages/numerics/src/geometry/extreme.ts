import type { Row } from '../batch.js';
import type { Bounds, Norm } from '../types.js';
import { normOf } from './norms.js';
import { largestFirst } from './order.js';
import { largest, rowsOf, truncate } from './saturation/index.js';

const { abs, floor, max, min } = Math;

/** Length from which a number has all its digits. */
const SMALLEST = 1e-290;

/**
 * The point of {‖z − x‖_p ≤ r} ∩ box with the largest ⟨g, z⟩, exactly: x must lie in the box.
 *
 *     L∞: x + r·sign(g), clamped      L1: the largest |g_k| first, each up to the box
 *     L2: x + min(t|g_k|, room_k)·sign(g_k), t such that the length is r
 *     L0: the ⌊r⌋ coordinates with the largest |g_k|·room_k to the box
 *
 * Where nothing limits a coordinate (no bounds in L0, or r = Infinity) it goes to ±Infinity; in L0 those with the largest |g_k|. `out` may be g or x.
 *
 * @throws FragilityError `numerics/shape` for rows of different lengths in L2
 * @example extremePoint(Float64Array.of(3, 4), Float64Array.of(0, 0), 5, 'l2', null); // [3, 4]
 */
export function extremePoint(
  g: Row,
  center: Row,
  radius: number,
  norm: Norm,
  bounds: Bounds,
  out: Row = new Float64Array(g.length),
): Row {
  const ends = bounds ?? ([-Infinity, Infinity] as const);
  if (norm !== 'l2') return byCoordinate(g, center, radius, norm, ends, out);
  if (!(radius > 0)) return copy(center, out);
  const length = bounds ? 0 : normOf(g, 'l2');
  if (length > SMALLEST && length < Infinity && radius < Infinity) return along(g, length, center, radius, out);
  const rows = rowsOf(g, center);
  rows.run(largest);
  const top = rows.most();
  if (top === 0) return copy(center, out);
  truncate(rows, top, radius, ends);
  return rows.result(out);
}

function copy(from: Row, out: Row): Row {
  out.set(from);
  return out;
}

/** x + r·g/‖g‖₂. */
function along(g: Row, length: number, center: Row, radius: number, out: Row): Row {
  for (let k = 0; k < out.length; k++) out[k] = center[k]! + radius * (g[k]! / length);
  return out;
}

function byCoordinate(
  g: Row,
  center: Row,
  radius: number,
  norm: 'linf' | 'l1' | 'l0',
  [lower, upper]: readonly [number, number],
  out: Row,
): Row {
  const room = g.map((value, k) => {
    const space = value > 0 ? upper - center[k]! : center[k]! - lower;
    return value !== 0 && space > 0 ? space : 0;
  });
  const move = moves[norm](g.map(abs), room, radius);
  for (let k = 0; k < out.length; k++) {
    const far = move[k]!;
    const from = center[k]!;
    const up = g[k]! > 0;
    if (far === 0) out[k] = from;
    else if (far >= room[k]!) out[k] = up ? upper : lower;
    else out[k] = from + (up ? far : -far);
  }
  return out;
}

/** How far each coordinate moves, by norm. */
const moves = { linf: level, l1: greedy, l0: few };

function level(_: Row, room: Row, radius: number): Row {
  return room.map((r) => min(r, radius));
}

function greedy(size: Row, room: Row, radius: number): Row {
  const move = new Float64Array(size.length);
  let left = radius;
  for (const k of largestFirst(size)) {
    if (!(left > 0)) break;
    move[k] = min(room[k]!, left);
    left -= move[k]!;
  }
  return move;
}

function few(size: Row, room: Row, radius: number): Row {
  const top = normOf(size, 'linf');
  const gain = size.map((s, k) => (room[k] === 0 ? 0 : (s / top) * room[k]!));
  const move = new Float64Array(size.length);
  for (const k of largestFirst(gain, size).subarray(0, max(0, floor(radius)))) move[k] = room[k]!;
  return move;
}

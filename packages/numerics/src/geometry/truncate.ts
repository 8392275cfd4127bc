import type { Row } from '../batch.js';
import { normOf } from './norms.js';
import { solveSaturating } from './saturating.js';

/** Relative rate below which a coordinate's square underflows and its share of the answer vanishes. */
const NEGLIGIBLE = 1e-150;

/**
 * w_k = min(t·rate_k, room_k) with t ≥ 0 such that ‖w‖₂ = radius; w = room (where rate is not 0) when that is shorter.
 *
 * `rate` and `room` [d], not negative. Rates are taken relative to the largest and squares relative to the radius, so that nothing
 * overflows or underflows at any scale.
 */
export function truncate(rate: Row, room: Row, radius: number): Row {
  const top = normOf(rate, 'linf');
  const share = new Float64Array(rate.length);
  if (!(radius > 0) || top === 0) return share;
  for (let k = 0; k < rate.length; k++) if (rate[k]! > NEGLIGIBLE * top) share[k] = rate[k]! / top;
  const t = solveSaturating((low) => {
    let full = 0;
    let slope = 0;
    for (let k = 0; k < share.length; k++) {
      const own = share[k]!;
      if (room[k]! <= low * own) {
        const part = room[k]! / radius;
        full += part * part;
      } else slope += own * own;
    }
    return slope > 0 ? radius * Math.sqrt(Math.max(0, 1 - full) / slope) : low;
  });
  for (let k = 0; k < share.length; k++) share[k] = share[k]! > 0 ? Math.min(t * share[k]!, room[k]!) : 0;
  return share;
}

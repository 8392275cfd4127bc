import type { Row } from '../batch.js';
import { solveMonotone } from './monotone.js';
import { normOf } from './norms.js';

/** Relative rate below which a coordinate's square underflows and its share of the answer vanishes. */
const NEGLIGIBLE = 1e-150;

/**
 * w_k = min(t·rate_k, room_k) with t ≥ 0 such that ‖w‖₂ = radius; w = room (where rate is not 0) when that is shorter.
 *
 * `rate` and `room` [d], not negative. Rates are taken relative to the largest and squares relative to the radius, so that nothing
 * overflows or underflows at any scale. O(d log d).
 */
export function truncate(rate: Row, room: Row, radius: number): Row {
  const top = normOf(rate, 'linf');
  const share = rate.map((value) => (value > NEGLIGIBLE * top ? value / top : 0));
  if (!(radius > 0)) return share.fill(0);
  const breakpoints = room.map((space, k) => (share[k]! > 0 ? space / share[k]! : Infinity));
  const squared = (t: number): number => {
    let sum = 0;
    for (let k = 0; k < share.length; k++) if (share[k]! > 0) sum += (Math.min(t * share[k]!, room[k]!) / radius) ** 2;
    return sum;
  };
  const t = solveMonotone(breakpoints, 1, squared, (low, high) => {
    let full = 0;
    let slope = 0;
    for (let k = 0; k < share.length; k++) {
      if (breakpoints[k]! <= low) full += (room[k]! / radius) ** 2;
      else slope += share[k]! ** 2;
    }
    return slope > 0 ? Math.min(high, radius * Math.sqrt(Math.max(0, 1 - full) / slope)) : low;
  });
  return share.map((value, k) => (value > 0 ? Math.min(t * value, room[k]!) : 0));
}

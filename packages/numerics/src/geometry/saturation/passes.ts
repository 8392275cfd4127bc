import { lanes, where, type Code } from '../../web-assembly/index.js';
import type { Lane, Pass } from './pass.js';

const { abs, add, sub, mul, lesser, greater, more, constant } = lanes.float64;

/**
 * The rows in memory. `rate_k`: how fast a coordinate moves, with its sign; `room_k`: how far it may; `slope_k`: where a step leads that comes
 * first. The result takes the place of the rooms.
 */
export const [RATE, CENTER, ROOM, SLOPE] = [0, 1, 2, 3] as const;
export const ROWS = 4;

/** total 0 ← max |rate|. */
export const largest: Pass<[]> = { count: 0, work: ({ read, total }) => total(0, greater, abs(read(RATE))) };

/** total 0 ← Σ slope². */
export const steepness: Pass<[]> = {
  count: 0,
  work: ({ read, keep, total }) => {
    const [put, slope] = keep(read(SLOPE));
    return [...put, ...total(0, add, mul(slope, slope))];
  },
};

/** rate ← rate + share · slope − center; total 0 ← max |rate|. */
export const depart: Pass<[share: number]> = {
  count: 1,
  work: ({ numbers, read, write, keep, total }) => {
    const [share] = numbers as [Code];
    const [put, away] = keep(sub(add(read(RATE), mul(share, read(SLOPE))), read(CENTER)));
    return [...put, ...write(RATE, away), ...total(0, greater, abs(away))];
  },
};

const clipped =
  (step: boolean) =>
  ({ numbers, read, write, keep, total }: Lane): Code => {
    const [scale, lower, upper, share] = numbers as [Code, Code, Code, Code];
    const [putX, x] = keep(step ? add(read(RATE), mul(share, read(SLOPE))) : read(RATE));
    const [putCenter, center] = keep(read(CENTER));
    const [putClamped, clamped] = keep(lesser(greater(x, lower), upper));
    const [putAway, away] = keep(sub(x, center));
    const [putPart, part] = keep(where(more(abs(away), constant(0)), mul(sub(clamped, center), scale)));
    return [
      ...[putX, putCenter, putClamped, putAway, putPart].flat(),
      ...write(RATE, away),
      ...write(ROOM, clamped),
      ...total(0, greater, abs(away)),
      ...total(1, add, mul(part, part)),
    ];
  };

/**
 * With x the rate: rate ← x − center; result ← clamped x; total 0 ← max |x − center|, total 1 ← Σ ((result − center) · scale)² where
 * x ≠ center, which leaves out what fills the rows up.
 */
export const clip: Pass<[scale: number, lower: number, upper: number]> = {
  count: 3,
  work: /* @__PURE__ */ clipped(false),
};

/** The same with x the rate + share · slope. */
export const stepAndClip: Pass<[scale: number, lower: number, upper: number, share: number]> = {
  count: 4,
  work: /* @__PURE__ */ clipped(true),
};

import { f64x2, v128, type Vector } from '../../web-assembly/index.js';
import type { Lane, Pass } from './pass.js';

const { abs, add, sub, mul, lesser, greater, more, constant } = f64x2;

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
    const slope = keep(read(SLOPE));
    total(0, add, mul(slope, slope));
  },
};

/** rate ← rate + share · slope − center; total 0 ← max |rate|. */
export const depart: Pass<[share: number]> = {
  count: 1,
  work: ({ numbers: [share], read, write, keep, total }) => {
    const away = keep(sub(add(read(RATE), mul(share, read(SLOPE))), read(CENTER)));
    write(RATE, away);
    total(0, greater, abs(away));
  },
};

type Clip = [scale: number, lower: number, upper: number];

function clipFrom({ numbers, read, write, keep, total }: Lane<Clip>, point: Vector): void {
  const [scale, lower, upper] = numbers;
  const x = keep(point);
  const center = keep(read(CENTER));
  const clamped = keep(lesser(greater(x, lower), upper));
  const away = keep(sub(x, center));
  const part = keep(v128.where(more(abs(away), constant(0)), mul(sub(clamped, center), scale)));
  write(RATE, away);
  write(ROOM, clamped);
  total(0, greater, abs(away));
  total(1, add, mul(part, part));
}

/**
 * With x the rate: rate ← x − center; result ← clamped x; total 0 ← max |x − center|, total 1 ← Σ ((result − center) · scale)² where
 * x ≠ center, which leaves out what fills the rows up.
 */
export const clip: Pass<Clip> = { count: 3, work: (lane) => clipFrom(lane, lane.read(RATE)) };

/** The same with x the rate + share · slope. */
export const stepAndClip: Pass<[...Clip, share: number]> = {
  count: 4,
  work: ({ numbers: [scale, lower, upper, share], ...lane }) =>
    clipFrom({ numbers: [scale, lower, upper], ...lane }, add(lane.read(RATE), mul(share, lane.read(SLOPE)))),
};

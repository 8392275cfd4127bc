import { lanes, select, unless, where, type Code } from '../../web-assembly/index.js';
import { pass, type Lane, type Layout } from './pass.js';

const { abs, add, sub, mul, lesser, greater, less, more, atMost, constant } = lanes.float64;

/**
 * The rows in memory. `rate_k`: how fast a coordinate moves, with its sign; `room_k`: how far it may; `slope_k`: where a step leads that comes
 * first. The result takes the place of the rooms.
 */
export const [RATE, CENTER, ROOM, SLOPE] = [0, 1, 2, 3] as const;
export const ROWS = 4;

const ZERO = constant(0);

/** How coordinates move with t, up to their rooms: `reach` is |move|. A round sums `held` over the saturated and `slope` over the others. */
interface Law {
  readonly move: (rate: Code, t: Code) => Code;
  readonly reach: (rate: Code, t: Code) => Code;
  readonly held: (rate: Code, room: Code) => Code;
  readonly slope: (rate: Code) => Code;
}

const square = (value: Code): Code => mul(value, value);
const byRate = { move: mul, reach: (rate: Code, t: Code) => mul(abs(rate), t) };
/** Coordinates without a rate have no room either, so that their reach does not matter. */
const bySign = {
  move: (rate: Code, t: Code) => sub(where(more(rate, ZERO), t), where(less(rate, ZERO), t)),
  reach: (_: Code, t: Code) => t,
};
const alongRates = (rate: Code, room: Code): Code => mul(abs(rate), room);

/** Squared lengths of moves in L2, and what moves in L2 and in L∞ change along the rates. */
const LAWS = {
  length: { ...byRate, held: (_, room) => square(room), slope: square },
  l2: { ...byRate, held: alongRates, slope: square },
  linf: { ...bySign, held: alongRates, slope: abs },
} as const satisfies Record<string, Law>;

/** total 0 ← max |rate|. */
const largest = ({ read, total }: Lane): Code => total(0, greater, abs(read(RATE)));

/** total 0 ← Σ slope². */
const steepness = ({ read, keep, total }: Lane): Code => {
  const [put, slope] = keep(read(SLOPE));
  return [...put, ...total(0, add, square(slope))];
};

/** rate ← rate + share · slope − center; total 0 ← max |rate|. */
function depart({ numbers, read, write, keep, total }: Lane): Code {
  const [share] = numbers as [Code];
  const [put, away] = keep(sub(add(read(RATE), mul(share, read(SLOPE))), read(CENTER)));
  return [...put, ...write(RATE, away), ...total(0, greater, abs(away))];
}

/**
 * With x the rate, or rate + share · slope after a step: rate ← x − center; result ← clamped x; total 0 ← max |x − center|,
 * total 1 ← Σ ((result − center) · scale)² where x ≠ center, which leaves out what fills the rows up.
 */
const clip =
  (step: boolean) =>
  ({ numbers, read, write, keep, total }: Lane): Code => {
    const [scale, lower, upper, share] = numbers as [Code, Code, Code, Code];
    const [putX, x] = keep(step ? add(read(RATE), mul(share, read(SLOPE))) : read(RATE));
    const [putCenter, center] = keep(read(CENTER));
    const [putClamped, clamped] = keep(lesser(greater(x, lower), upper));
    const [putAway, away] = keep(sub(x, center));
    const [putPart, part] = keep(where(more(abs(away), ZERO), mul(sub(clamped, center), scale)));
    return [
      ...[putX, putCenter, putClamped, putAway, putPart].flat(),
      ...write(RATE, away),
      ...write(ROOM, clamped),
      ...total(0, greater, abs(away)),
      ...total(1, add, square(part)),
    ];
  };

/**
 * rate ← rate · rateScale and room ← space to the bound ahead · roomScale, both 0 where there is no space or the rate is at most `least` ≥ 0.
 * With `along`, total 0 ← Σ rate · center over all coordinates, total 1 ← Σ |rate| · room; without, total 1 ← Σ rate².
 */
const prepare =
  (along: boolean) =>
  ({ numbers, read, write, keep, total }: Lane): Code => {
    const [rateScale, roomScale, least, lower, upper] = numbers as [Code, Code, Code, Code, Code];
    const [putCenter, center] = keep(read(CENTER));
    const [putRate, rate] = keep(mul(read(RATE), rateScale));
    const [putSpace, space] = keep(select(more(rate, ZERO), sub(upper, center), sub(center, lower)));
    const [putMoves, moves] = keep(where(more(space, ZERO), more(abs(rate), least)));
    const [putMoved, moved] = keep(where(moves, rate));
    const [putRoom, room] = keep(where(moves, mul(space, roomScale)));
    return [
      ...[putCenter, putRate, putSpace, putMoves, putMoved, putRoom].flat(),
      ...write(RATE, moved),
      ...write(ROOM, room),
      ...(along ? total(0, add, mul(rate, center)) : []),
      ...total(1, add, along ? alongRates(moved, room) : square(moved)),
    ];
  };

/** total 0 ← Σ held over the coordinates that are saturated at t, total 1 ← Σ slope over the others. */
const round =
  ({ reach, held, slope }: Law) =>
  ({ numbers, read, keep, total }: Lane): Code => {
    const [t] = numbers as [Code];
    const [putRate, rate] = keep(read(RATE));
    const [putRoom, room] = keep(read(ROOM));
    const [putFull, full] = keep(atMost(room, reach(rate, t)));
    return [
      ...[putRate, putRoom, putFull].flat(),
      ...total(0, add, where(full, held(rate, room))),
      ...total(1, add, unless(full, slope(rate))),
    ];
  };

/** result ← center + unit · move, or the bound ahead where it is not farther. The rooms are measured anew: no scale has rounded them. */
const finish =
  (law: Law) =>
  ({ numbers, read, write, keep }: Lane): Code => {
    const [t, unit, lower, upper] = numbers as [Code, Code, Code, Code];
    const [putRate, rate] = keep(read(RATE));
    const [putCenter, center] = keep(read(CENTER));
    const [putBound, bound] = keep(select(more(rate, ZERO), upper, lower));
    const [putMove, move] = keep(mul(unit, law.move(rate, t)));
    const full = atMost(abs(sub(bound, center)), abs(move));
    return [...[putRate, putCenter, putBound, putMove].flat(), ...write(ROOM, select(full, bound, add(center, move)))];
  };

/** Compiles the passes for one layout of memory. */
export const compile = (layout: Layout) => ({
  largest: pass(layout, 0, largest),
  steepness: pass(layout, 0, steepness),
  depart: pass(layout, 1, depart),
  clip: pass(layout, 3, clip(false)),
  stepAndClip: pass(layout, 4, clip(true)),
  prepare: {
    along: pass(layout, 5, prepare(true)),
    length: pass(layout, 5, prepare(false)),
  },
  round: {
    length: pass(layout, 1, round(LAWS.length)),
    l2: pass(layout, 1, round(LAWS.l2)),
    linf: pass(layout, 1, round(LAWS.linf)),
  },
  finish: { l2: pass(layout, 4, finish(LAWS.l2)), linf: pass(layout, 4, finish(LAWS.linf)) },
});

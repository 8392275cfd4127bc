import { lanes, select, unless, where, type Code } from '../../web-assembly/index.js';
import type { Lane, Pass } from './pass.js';
import { CENTER, RATE, ROOM } from './passes.js';

const { abs, add, sub, mul, less, more, atMost, constant } = lanes.float64;

const ZERO = constant(0);

const square = (value: Code): Code => mul(value, value);
/** How much a move as far as the room changes along the rates. */
const alongRates = (rate: Code, room: Code): Code => mul(abs(rate), room);

/** How a coordinate moves with t, up to its room. */
interface Law {
  readonly move: (rate: Code, t: Code) => Code;
  /** |move|. */
  readonly reach: (rate: Code, t: Code) => Code;
}

/** L2. */
const byRate: Law = { move: mul, reach: (rate, t) => mul(abs(rate), t) };

/** L∞: coordinates without a rate have no room either, so that their reach does not matter. */
const bySign: Law = {
  move: (rate, t) => sub(where(more(rate, ZERO), t), where(less(rate, ZERO), t)),
  reach: (_, t) => t,
};

type Prepare = Pass<[rateScale: number, roomScale: number, least: number, lower: number, upper: number]>;
type Round = Pass<[t: number]>;
type Finish = Pass<[t: number, unit: number, lower: number, upper: number]>;

const prepared =
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

/**
 * rate ← rate · rateScale and room ← space to the bound ahead · roomScale, both 0 where there is no space or the rate is at most `least` ≥ 0;
 * total 1 ← Σ rate².
 */
export const prepareLength: Prepare = { count: 5, work: /* @__PURE__ */ prepared(false) };

/** The same, but total 0 ← Σ rate · center over all coordinates, total 1 ← Σ |rate| · room. */
export const prepareAlong: Prepare = { count: 5, work: /* @__PURE__ */ prepared(true) };

const rounded =
  ({ reach }: Law, held: (rate: Code, room: Code) => Code, slope: (rate: Code) => Code) =>
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

/** Of moves in L2: total 0 ← Σ room² over the coordinates that are saturated at t, total 1 ← Σ rate² over the others. */
export const roundLength: Round = {
  count: 1,
  work: /* @__PURE__ */ rounded(byRate, (_, room) => square(room), square),
};

/** total 0 ← Σ |rate| · room over the coordinates that are saturated at t, total 1 ← over the others what one unit of t changes along the rates. */
export const roundAlong: Readonly<Record<'l2' | 'linf', Round>> = {
  l2: { count: 1, work: /* @__PURE__ */ rounded(byRate, alongRates, square) },
  linf: { count: 1, work: /* @__PURE__ */ rounded(bySign, alongRates, abs) },
};

const finished =
  ({ move }: Law) =>
  ({ numbers, read, write, keep }: Lane): Code => {
    const [t, unit, lower, upper] = numbers as [Code, Code, Code, Code];
    const [putRate, rate] = keep(read(RATE));
    const [putCenter, center] = keep(read(CENTER));
    const [putBound, bound] = keep(select(more(rate, ZERO), upper, lower));
    const [putMove, moved] = keep(mul(unit, move(rate, t)));
    const full = atMost(abs(sub(bound, center)), abs(moved));
    return [...[putRate, putCenter, putBound, putMove].flat(), ...write(ROOM, select(full, bound, add(center, moved)))];
  };

/** result ← center + unit · move, or the bound ahead where it is not farther. The rooms are measured anew: no scale has rounded them. */
export const finishL2: Finish = { count: 4, work: /* @__PURE__ */ finished(byRate) };
export const finishLinf: Finish = { count: 4, work: /* @__PURE__ */ finished(bySign) };

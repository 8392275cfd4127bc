import { f64x2, v128, type Vector } from '../../web-assembly/index.js';
import type { Pass } from './pass.js';
import { CENTER, RATE, ROOM } from './passes.js';

const { abs, add, sub, mul, less, more, atMost, constant } = f64x2;

const ZERO = constant(0);

const square = (value: Vector): Vector => mul(value, value);
/** How much a move as far as the room changes along the rates. */
const alongRates = (rate: Vector, room: Vector): Vector => mul(abs(rate), room);

/** How a coordinate moves with t, up to its room. */
interface Law {
  readonly move: (rate: Vector, t: Vector) => Vector;
  /** |move|. */
  readonly reach: (rate: Vector, t: Vector) => Vector;
}

/** L2. */
const byRate: Law = { move: mul, reach: (rate, t) => mul(abs(rate), t) };

/** L∞: coordinates without a rate have no room either, so that their reach does not matter. */
const bySign: Law = {
  move: (rate, t) => sub(v128.where(more(rate, ZERO), t), v128.where(less(rate, ZERO), t)),
  reach: (_, t) => t,
};

type Prepare = Pass<[rateScale: number, roomScale: number, least: number, lower: number, upper: number]>;
type Round = Pass<[t: number]>;
type Finish = Pass<[t: number, unit: number, lower: number, upper: number]>;

const prepared = (along: boolean): Prepare => ({
  count: 5,
  work({ numbers: [rateScale, roomScale, least, lower, upper], read, write, keep, total }) {
    const center = keep(read(CENTER));
    const rate = keep(mul(read(RATE), rateScale));
    const space = keep(v128.select(more(rate, ZERO), sub(upper, center), sub(center, lower)));
    const moves = keep(v128.where(more(space, ZERO), more(abs(rate), least)));
    const moved = keep(v128.where(moves, rate));
    const room = keep(v128.where(moves, mul(space, roomScale)));
    write(RATE, moved);
    write(ROOM, room);
    if (along) total(0, add, mul(rate, center));
    total(1, add, along ? alongRates(moved, room) : square(moved));
  },
});

/**
 * rate ← rate · rateScale and room ← space to the bound ahead · roomScale, both 0 where there is no space or the rate is at most `least` ≥ 0;
 * total 1 ← Σ rate².
 */
export const prepareLength = /* @__PURE__ */ prepared(false);

/** The same, but total 0 ← Σ rate · center over all coordinates, total 1 ← Σ |rate| · room. */
export const prepareAlong = /* @__PURE__ */ prepared(true);

const rounded = (
  { reach }: Law,
  held: (rate: Vector, room: Vector) => Vector,
  slope: (rate: Vector) => Vector,
): Round => ({
  count: 1,
  work({ numbers: [t], read, keep, total }) {
    const rate = keep(read(RATE));
    const room = keep(read(ROOM));
    const full = keep(atMost(room, reach(rate, t)));
    total(0, add, v128.where(full, held(rate, room)));
    total(1, add, v128.unless(full, slope(rate)));
  },
});

/** Of moves in L2: total 0 ← Σ room² over the coordinates that are saturated at t, total 1 ← Σ rate² over the others. */
export const roundLength = /* @__PURE__ */ rounded(byRate, (_, room) => square(room), square);

/** total 0 ← Σ |rate| · room over the coordinates that are saturated at t, total 1 ← over the others what one unit of t changes along the rates. */
export const roundAlong: Readonly<Record<'l2' | 'linf', Round>> = {
  l2: /* @__PURE__ */ rounded(byRate, alongRates, square),
  linf: /* @__PURE__ */ rounded(bySign, alongRates, abs),
};

const finished = ({ move }: Law): Finish => ({
  count: 4,
  work({ numbers: [t, unit, lower, upper], read, write, keep }) {
    const rate = keep(read(RATE));
    const center = keep(read(CENTER));
    const bound = keep(v128.select(more(rate, ZERO), upper, lower));
    const moved = keep(mul(unit, move(rate, t)));
    const full = atMost(abs(sub(bound, center)), abs(moved));
    write(ROOM, v128.select(full, bound, add(center, moved)));
  },
});

/** result ← center + unit · move, or the bound ahead where it is not farther. The rooms are measured anew: no scale has rounded them. */
export const finishL2 = /* @__PURE__ */ finished(byRate);
export const finishLinf = /* @__PURE__ */ finished(bySign);

import type { Row } from '@fragility/numerics';
import { unitRoundoff, type Precision } from '../../geometry/rounding.js';
import type { Space } from '../../space.js';
import { magnitude } from './bends.js';

/** Smallest step in unit roundoffs, a relative 1e-6 in float32; largest step; and how many lie between them, in equal ratios. */
const STEPS = { first: 16, last: 2 ** -10, count: 10 };
/** Unit roundoffs of the input by which a perturbation may always be lengthened: of one that is hardly longer, a share is less than coordinates can tell. */
const ROOM = 64;

/** Smallest share of a distance by which a point is moved. */
export const smallestStep = (precision: Precision): number => STEPS.first * unitRoundoff(precision);

/** Where a point may be moved to. */
export interface Outwards {
  readonly space: Space;
  readonly budget: number;
  readonly input: Row;
  readonly precision: Precision;
  /** The point as the model sees it, within the bounds. */
  seen(x: Row): Row;
}

/** Shares by which a perturbation is lengthened, of which `grid` is what coordinates can tell. */
function* shares(precision: Precision, grid: number): Generator<number> {
  const first = smallestStep(precision);
  for (let k = 0; k <= STEPS.count; k++) yield first * (STEPS.last / first) ** (k / STEPS.count);
  for (let t = 2 * STEPS.last; t < 2 * grid; t *= 2) yield t;
}

/**
 * Points beyond x, as seen from the input, as long as they are within the budget; none where the model sees no other point than x.
 *
 *     x₀ + (1 + t)(x − x₀),   t from 16 unit roundoffs to 2⁻¹⁰ in eleven steps of equal ratio: 1e-6, 2e-6, 4e-6 … 1e-3 in float32
 *
 * A perturbation that is short beside the input goes on, t twice as large each time, until it is 64 unit roundoffs of the input longer.
 */
export function* outwards(x: Row, { space, budget, input, precision, seen }: Outwards): Generator<Row> {
  const moved = x.map((v, i) => v - input[i]!);
  const grid = (ROOM * unitRoundoff(precision) * magnitude(input)) / magnitude(moved);
  for (const t of shares(precision, Number.isFinite(grid) ? grid : 0)) {
    const next = seen(x.map((v, i) => v + t * moved[i]!));
    if (!(space.distance(next) <= budget)) return;
    if (next.some((v, i) => v !== x[i])) yield next;
  }
}

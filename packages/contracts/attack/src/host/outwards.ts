import type { Row } from '@fragility/numerics';
import { unitRoundoff, type Precision } from '../geometry/rounding.js';
import type { Space } from '../space.js';

/** Smallest step in unit roundoffs, a relative 1e-6 in float32; largest step; and how many lie between them, in equal ratios. */
const STEPS = { first: 16, last: 2 ** -10, count: 10 };

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

/**
 * Points beyond x, as seen from the input, as long as they are within the budget; none where the model sees no other point than x.
 *
 *     x₀ + (1 + t)(x − x₀),   t from 16 unit roundoffs to 2⁻¹⁰ in eleven steps of equal ratio: 1e-6, 2e-6, 4e-6 … 1e-3 in float32
 */
export function* outwards(x: Row, { space, budget, input, precision, seen }: Outwards): Generator<Row> {
  const first = smallestStep(precision);
  for (let k = 0; k <= STEPS.count; k++) {
    const t = first * (STEPS.last / first) ** (k / STEPS.count);
    const moved = seen(x.map((v, i) => v + t * (v - input[i]!)));
    if (!(space.distance(moved) <= budget)) return;
    if (moved.some((v, i) => v !== x[i])) yield moved;
  }
}

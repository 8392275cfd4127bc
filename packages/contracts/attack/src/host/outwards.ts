import type { Row } from '@fragility/numerics';
import type { Space } from '../space.js';

/** Relative steps outwards: the first, and how often it is doubled. */
const STEP = { first: 1e-6, doublings: 10 };

/** Where a point may be moved to. */
interface Outwards {
  readonly space: Space;
  readonly budget: number;
  readonly input: Row;
  /** The point as the model sees it, within the bounds. */
  seen(x: Row): Row;
}

/** Points beyond x, as seen from the input: x₀ + (1 + t)(x − x₀), t = 1e-6, 2e-6, 4e-6 … 1e-3, as long as they are within the budget. */
export function* outwards(x: Row, { space, budget, input, seen }: Outwards): Generator<Row> {
  for (let k = 0; k <= STEP.doublings; k++) {
    const t = STEP.first * 2 ** k;
    const moved = seen(x.map((v, i) => v + t * (v - input[i]!)));
    if (!(space.distance(moved) <= budget)) return;
    yield moved;
  }
}

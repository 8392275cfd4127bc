import type { Space } from '@fragility/attack';
import type { Row } from '@fragility/numerics';
import type { Subject } from './linearise.js';

/** x₀ + share · v, moved into the bounds: a new row. */
export function within({ bounds }: Space, input: Row, v: Row, share = 1): Row {
  const [lower, upper] = bounds ?? [-Infinity, Infinity];
  return input.map((value, k) => Math.min(upper, Math.max(lower, value + share * v[k]!)));
}

/** x − y: a new row. */
export const minus = (x: Row, y: Row): Row => x.map((value, k) => value - y[k]!);

/** Halves the segment from the input to the fooled point x: after `steps` decisions the boundary lies within 2^−steps of it. */
export async function bisectSegment({ input, space, logits }: Subject, x: Row, steps: number): Promise<void> {
  const v = minus(x, input);
  let [low, high] = [0, 1];
  for (let k = 0; k < steps; k++) {
    const middle = (low + high) / 2;
    if ((await logits(within(space, input, v, middle))).fooled) high = middle;
    else low = middle;
  }
}

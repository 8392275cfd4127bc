import type { Row } from '@fragility/numerics';
import type { Example } from '../../attack.js';
import type { Space } from '../../space.js';

/** x₀ + share · v, moved into the bounds: a new row by default. */
export function moveWithin(
  { bounds }: Space,
  input: Row,
  v: Row,
  share = 1,
  out = new Float64Array(input.length),
): Row {
  const [lower, upper] = bounds ?? [-Infinity, Infinity];
  for (let k = 0; k < out.length; k++) {
    const moved = input[k]! + share * v[k]!;
    out[k] = moved < lower ? lower : moved > upper ? upper : moved;
  }
  return out;
}

/** x − y: a new row. */
export function minus(x: Row, y: Row): Row {
  const gap = new Float64Array(x.length);
  for (let k = 0; k < gap.length; k++) gap[k] = x[k]! - y[k]!;
  return gap;
}

/** Halves the segment from the input to the fooled point x `steps` times: a point as far from the input as the nearest fooled one, times 1 + 2^−steps. */
export async function bisectSegment({ input, space, logits }: Example<'scores'>, x: Row, steps: number): Promise<Row> {
  const v = minus(x, input);
  let [low, high] = [0, 1];
  for (let k = 0; k < steps; k++) {
    const middle = (low + high) / 2;
    if ((await logits(moveWithin(space, input, v, middle))).fooled) high = middle;
    else low = middle;
  }
  return moveWithin(space, input, v, high);
}

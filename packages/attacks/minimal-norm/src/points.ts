import type { Space } from '@fragility/attack';
import type { Row } from '@fragility/numerics';

/** x₀ + share · v, moved into the bounds: a new row. */
export function within({ bounds }: Space, input: Row, v: Row, share = 1): Row {
  const [lower, upper] = bounds ?? [-Infinity, Infinity];
  return input.map((value, k) => Math.min(upper, Math.max(lower, value + share * v[k]!)));
}

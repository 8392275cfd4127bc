import type { Example } from '@fragility/attack';
import type { Row } from '@fragility/numerics';

export type DecisionExample = Example<'decision', 'linf' | 'l2'>;

/** A fooled point and the class that the model decides there. */
export interface Fooled {
  readonly x: Row;
  readonly class: number;
}

/** x with every coordinate brought inside the bounds. */
export const clipped = ({ space: { bounds } }: DecisionExample, x: Row): Row =>
  bounds ? x.map((v) => Math.min(bounds[1], Math.max(bounds[0], v))) : x;

/** The point at share s of the way from the input to x: on the segment in L2; in L∞, x clipped to that share of its distance. */
function between({ input, space }: DecisionExample, x: Row, s: number): Row {
  if (space.norm === 'l2') return input.map((v, k) => v + s * (x[k]! - v));
  const limit = s * space.distance(x);
  return input.map((v, k) => v + Math.min(limit, Math.max(-limit, x[k]! - v)));
}

/** Relative width at which the bracket of a boundary point is small enough: d^−3/2 in L2, d^−2 in L∞. */
const precision = ({ input, space }: DecisionExample): number => input.length ** (space.norm === 'l2' ? -1.5 : -2);

/** The fooled end of a bracket of the boundary between the input and a fooled point, of relative width `width`. */
export async function toBoundary(example: DecisionExample, from: Fooled, width = precision(example)): Promise<Fooled> {
  let [low, high, found] = [0, 1, from];
  while (high - low > width) {
    const middle = (low + high) / 2;
    const x = between(example, from.x, middle);
    const seen = await example.decide(x);
    if (seen.fooled) [high, found] = [middle, { x, class: seen.class }];
    else low = middle;
  }
  return found;
}

import { linearise, nearest, type Nearest } from '@fragility/attack/parts';
import { distance, marginLoss } from '@fragility/numerics';
import type { Subject } from './linearise.js';

/** Relative rounding error that the first length outdoes, so that it is not zero for an input on the boundary. */
const SLACK = 2 ** -20;

/** Distance from the input to the farthest point of the box, in the norm; Infinity without bounds. */
export function reach({ input, space }: Subject): number {
  if (!space.bounds) return Infinity;
  const [lower, upper] = space.bounds;
  const corner = input.map((value) => (value - lower > upper - value ? lower : upper));
  return distance(corner, input, space.norm);
}

/**
 * Where the linearised margin is zero, nearest to the input: its distance is the length that stands for "1" of attacks whose papers
 * assume inputs in [0, 1]. Null where the gradient is zero or the half-space misses the bounds.
 */
export async function firstStep(example: Subject): Promise<Nearest | null> {
  const { input, criterion, space } = example;
  const [half] = await linearise(example, input, [marginLoss(criterion)]);
  const found = half && nearest(half, input, space, { slack: SLACK });
  return found && found.distance < Infinity ? found : null;
}

/** The width of the bounds, or without bounds the largest coordinate of the input: a length where there is no first step. */
export const width = ({ input, space: { bounds } }: Subject): number =>
  bounds ? bounds[1] - bounds[0] : input.reduce((top, v) => Math.max(top, Math.abs(v)), 0) || 1;

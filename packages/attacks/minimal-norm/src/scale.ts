import { distance, marginLoss } from '@fragility/numerics';
import { crossings, type Subject } from './linearise.js';

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
 * The length that stands for "1" of attacks whose papers assume inputs in [0, 1]: the distance to the linearised boundary.
 *
 * Where the gradient is zero, the width of the bounds, or without bounds the largest coordinate of the input.
 */
export async function firstLength(example: Subject): Promise<number> {
  const { input, criterion, space } = example;
  const [nearest] = await crossings(example, input, input, [marginLoss(criterion)], SLACK);
  if (nearest && nearest.distance < Infinity) return nearest.distance;
  if (space.bounds) return space.bounds[1] - space.bounds[0];
  return input.reduce((top, v) => Math.max(top, Math.abs(v)), 0) || 1;
}

/** From `first` to `last` along half a cosine, t from 0 to 1. */
export const cosine = (first: number, last: number, t: number): number =>
  last + ((first - last) * (1 + Math.cos(Math.PI * t))) / 2;

import { distance, marginLoss } from '@fragility/numerics';
import type { Example } from '../../attack.js';
import { linearise, nearest, type NearestPoint } from './half-space.js';

/** Relative rounding error that the first length outdoes, so that it is not zero for an input on the boundary. */
const SLACK = 2 ** -20;

/** Distance from the input to the farthest point of the box, in the norm; Infinity without bounds. */
export function farthestCorner({ input, space }: Pick<Example, 'input' | 'space'>): number {
  if (!space.bounds) return Infinity;
  const [lower, upper] = space.bounds;
  const corner = input.map((value) => (value - lower > upper - value ? lower : upper));
  return distance(corner, input, space.norm);
}

/**
 * Where the linearised margin is zero, nearest to the input: its distance is the length that stands for "1" of attacks whose papers
 * assume inputs in [0, 1]. Null where the gradient is zero or the half-space misses the bounds.
 */
export async function firstStep(example: Example<'gradient'>): Promise<NearestPoint | null> {
  const { input, criterion, space } = example;
  const [half] = await linearise(example, input, [marginLoss(criterion)]);
  const found = half && nearest(half, input, space, { slack: SLACK });
  return found && found.distance < Infinity ? found : null;
}

/** The width of the bounds, or without bounds the largest coordinate of the input: a length where there is no first step. */
export const inputScale = ({ input, space: { bounds } }: Pick<Example, 'input' | 'space'>): number =>
  bounds ? bounds[1] - bounds[0] : input.reduce((top, v) => Math.max(top, Math.abs(v)), 0) || 1;

/** The distance to the linearised boundary, or without one {@link inputScale}: the length that is "1" in the papers of many attacks. */
export const boundaryScale = async (example: Example<'gradient'>): Promise<number> =>
  (await firstStep(example))?.distance ?? inputScale(example);

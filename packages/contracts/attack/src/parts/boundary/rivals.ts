import { logitDifference, marginLoss, rivalClasses, type Loss, type Row } from '@fragility/numerics';
import type { Example } from '../../attack.js';
import { halfSpace, nearest } from './half-space.js';

/** Relative rounding error that a point beyond a linearised boundary outdoes. */
const SLACK = 2 ** -20;

/** Values of gradients that are kept at a time: of large inputs, gradients are asked for a few at a time. */
const VALUES = 2 ** 19;

/** Another class, and how near its linearised boundary is to the input: at Infinity where it misses the bounds or has no gradient. */
export interface Rival {
  readonly class: number;
  readonly distance: number;
  /** Where the boundary is nearest, of the nearest class; null of all others, which spares their memory. */
  readonly x: Row | null;
  /** f_j − f_y: positive beyond the boundary. */
  readonly loss: Loss;
}

/**
 * The losses whose zeros bound the decision: ℓ = f_j − f_y for the `count` other classes with the largest logits; in a targeted
 * attack ℓ = f_t − max_{j≠t} f_j alone. Each is positive beyond its boundary.
 */
export function boundaries({ criterion }: Pick<Example<'gradient'>, 'criterion'>, logits: Row, count: number): Loss[] {
  const { label, target } = criterion;
  if (target !== undefined) return [marginLoss(criterion)];
  return rivalClasses(logits, label)
    .slice(0, count)
    .map((j) => logitDifference(label, j));
}

/**
 * The `compared` likeliest other classes, the nearest by linearised distance first; equal distances keep the order of the logits.
 *
 *     min ‖z − x‖_p  s.t.  ℓ + ⟨∇ℓ, z − x⟩ ≥ 0,  lo ≤ z ≤ hi;   without bounds |ℓ| / ‖∇ℓ‖_q,   ℓ = f_j − f_y,  1/p + 1/q = 1
 *
 * Exact on linear models, at every scale of inputs and logits. Two forward passes, and a backward pass for each class compared; of inputs of more
 * than 2¹⁹/compared values, a forward pass for every 2¹⁹ values of gradients.
 *
 * @example
 * const first = async (example: import('@fragility/attack').Example<'gradient'>) => (await nearestRivals(example, 9))[0]?.x;
 */
export async function nearestRivals(
  { input, criterion, space, logits, gradients }: Example<'gradient'>,
  compared: number,
): Promise<Rival[]> {
  const classes = rivalClasses((await logits(input)).logits, criterion.label).slice(0, compared);
  const losses = classes.map((j) => logitDifference(criterion.label, j));
  const distances: number[] = [];
  let first: { readonly at: number; readonly x: Row; readonly distance: number } | undefined;
  const look = (value: number, gradient: Row): void => {
    const half = halfSpace(input, value, gradient);
    const found = half.terms > 0 ? nearest(half, input, space, { slack: SLACK }) : { x: input, distance: Infinity };
    const at = distances.push(found.distance) - 1;
    if (!first || found.distance < first.distance) first = { ...found, at };
  };
  const together = Math.max(1, Math.floor(VALUES / input.length));
  for (let k = 0; k < losses.length; k += together)
    for (const { value, gradient } of await gradients(input, losses.slice(k, k + together))) look(value, gradient);
  return classes
    .map((j, k): Rival => ({
      class: j,
      distance: distances[k]!,
      x: first?.at === k ? first.x : null,
      loss: losses[k]!,
    }))
    .sort((a, b) => (a.distance < b.distance ? -1 : a.distance > b.distance ? 1 : 0));
}

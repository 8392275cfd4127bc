import { logitDifference, type Loss, type Row } from '@fragility/numerics';
import type { Example } from '../attack.js';
import { halfSpace, nearest, type Nearest } from './half-space.js';

/** Relative rounding error that a point beyond a linearised boundary outdoes. */
const SLACK = 2 ** -20;

/** Another class, and where its linearised boundary is nearest to the input: at Infinity where it misses the bounds or has no gradient. */
export interface Rival extends Nearest {
  readonly class: number;
  /** f_j − f_y: positive beyond the boundary. */
  readonly loss: Loss;
}

/**
 * The classes other than the label, largest logit first.
 *
 * @example likelyRivals(Float64Array.of(3, 1, 2), 0); // [2, 1]
 */
export const likelyRivals = (logits: Row, label: number): number[] =>
  Array.from(logits.keys())
    .filter((j) => j !== label)
    .sort((a, b) => logits[b]! - logits[a]!);

/**
 * The `compared` likeliest other classes, the nearest by linearised distance first; equal distances keep the order of the logits.
 *
 *     min ‖z − x‖_p  s.t.  ℓ + ⟨∇ℓ, z − x⟩ ≥ 0,  lo ≤ z ≤ hi;   without bounds |ℓ| / ‖∇ℓ‖_q,   ℓ = f_j − f_y,  1/p + 1/q = 1
 *
 * Exact on linear models, at every scale of inputs and logits. Two forward passes, and a backward pass for each class compared.
 *
 * @example
 * const first = async (example: import('@fragility/attack').Example<'gradient'>) => (await nearestRivals(example, 9))[0]?.x;
 */
export async function nearestRivals(
  { input, criterion, space, logits, gradients }: Example<'gradient'>,
  compared: number,
): Promise<Rival[]> {
  const classes = likelyRivals((await logits(input)).logits, criterion.label).slice(0, compared);
  const losses = classes.map((j) => logitDifference(criterion.label, j));
  const rivals = (await gradients(input, losses)).map(({ value, gradient }, k): Rival => {
    const half = halfSpace(input, value, gradient);
    const found = half.terms > 0 ? nearest(half, input, space, { slack: SLACK }) : { x: input, distance: Infinity };
    return { ...found, class: classes[k]!, loss: losses[k]! };
  });
  return rivals.sort((a, b) => (a.distance < b.distance ? -1 : a.distance > b.distance ? 1 : 0));
}

import { isZero, type Loss, type Row } from '@fragility/numerics';
import type { Example, GradientResult } from '../attack.js';

/** Number of steps, and their length as a fraction of the budget. */
export interface Walk {
  readonly steps: number;
  readonly step: number;
}

/** Whether an ascent ends at a point, given the loss and its gradient there. */
export type StopRule = (x: Row, pulled: GradientResult) => boolean;

const never: StopRule = () => false;

/**
 * Projected gradient ascent from x, in place: the loop of PGD. The last point is asked about too.
 *
 *     x ← Π_{B(x₀,ε) ∩ box}( x + η·ε · steepest(∇ₓ ℓ) ),   `steps` times
 *
 * x [d], ε in the units of x, η dimensionless. Source: Madry et al., ICLR 2018, arXiv:1706.06083, §2.1.
 *
 * @example
 * const plain = (example: import('@fragility/attack').Example<'gradient'>, loss: import('@fragility/numerics').Loss) =>
 *   projectedAscent(example, example.input.slice(), loss, { steps: 40, step: 0.1 });
 */
export async function projectedAscent(
  { budget, space, gradient, logits }: Example<'gradient'>,
  x: Row,
  loss: Loss,
  { steps, step }: Walk,
  stop: StopRule = never,
): Promise<void> {
  const slope = new Float64Array(x.length);
  for (let k = 0; k < steps; k++) {
    const pulled = await gradient(x, loss, slope);
    if (stop(x, pulled)) return;
    space.ascend(x, pulled.gradient, step * budget, budget);
  }
  await logits(x);
}

/**
 * Ends an ascent where the gradient is zero, and where a point and its value are those of one or two steps before: what follows would repeat what
 * has been seen. With the value, because a randomised model that is asked again may say something else. One rule for each ascent.
 *
 * @example stationary()(Float64Array.of(0), { class: 0, fooled: false, logits: Float64Array.of(1, 0), value: 1, gradient: Float64Array.of(0) }); // true
 */
export function stationary(): StopRule {
  const past: { readonly x: Row; value: number }[] = [];
  return (x, { gradient, value }) => {
    if (isZero(gradient)) return true;
    if (past.some((before) => before.value === value && before.x.every((v, k) => v === x[k]))) return true;
    const oldest = past.length < 2 ? { x: x.slice(), value } : past.shift()!;
    oldest.x.set(x);
    oldest.value = value;
    past.push(oldest);
    return false;
  };
}

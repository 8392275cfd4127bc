import type { Example } from '@fragility/attack';
import type { Loss, Row } from '@fragility/numerics';
import { isFlat } from './flat.js';

/** `steps` steepest-ascent steps of η·ε from x, in place; ends where the gradient is zero. The last point is a candidate too. */
export async function climb(
  { budget, space, gradient, logits }: Example<'gradient'>,
  x: Row,
  loss: Loss,
  { steps, step }: { steps: number; step: number },
): Promise<void> {
  for (let k = 0; k < steps; k++) {
    const pulled = await gradient(x, loss);
    if (isFlat(pulled.gradient)) return;
    space.ascend(x, pulled.gradient, step * budget, budget);
  }
  await logits(x);
}

/** A random point at the end of the budget, moved into the bounds: uniform signs and sizes in L∞, a uniform direction in L2, few coordinates in L1. */
export function anywhere({ input, budget, random, space }: Example<'gradient'>): Row {
  const direction = input.map(() => (space.norm === 'linf' ? 2 * random.uniform() - 1 : random.normal()));
  if (space.norm !== 'l1') return space.step(input, direction, budget, budget);
  return space.project(
    direction.map((v, k) => input[k]! + budget * v),
    budget,
  );
}

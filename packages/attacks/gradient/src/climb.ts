import type { Example } from '@fragility/attack';
import { isZero, type Loss, type Row } from '@fragility/numerics';

/**
 * Tells whether a point, and the value there, are those of one or two steps before: the steps that follow would repeat what has been seen.
 * With the value, because a randomised model that is asked again may still answer otherwise.
 */
function repetition(): (x: Row, value: number) => boolean {
  const past: { readonly x: Row; value: number }[] = [];
  return (x, value) => {
    if (past.some((before) => before.value === value && before.x.every((v, k) => v === x[k]))) return true;
    const oldest = past.length < 2 ? { x: x.slice(), value } : past.shift()!;
    oldest.x.set(x);
    oldest.value = value;
    past.push(oldest);
    return false;
  };
}

/**
 * `steps` steepest-ascent steps of η·ε from x, in place; the last point is a candidate too. Ends earlier where the gradient is zero, and where the
 * steps come back to a point: steps of one length often go to and fro between two.
 */
export async function climb(
  { budget, space, gradient, logits }: Example<'gradient'>,
  x: Row,
  loss: Loss,
  { steps, step }: { steps: number; step: number },
): Promise<void> {
  const repeats = repetition();
  const slope = new Float64Array(x.length);
  for (let k = 0; k < steps; k++) {
    const pulled = await gradient(x, loss, slope);
    if (isZero(pulled.gradient) || repeats(x, pulled.value)) return;
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

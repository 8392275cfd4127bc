import type { Example } from '@fragility/attack';
import type { Loss, Row } from '@fragility/numerics';

/**
 * Undoes as many changes of a fooled point as the model lets it: those that raise the loss least, their number by bisection.
 *
 *     x_k ← x₀_k  for the c smallest |∂ℓ/∂x_k · (x_k − x₀_k)|,     c the largest at which the model is still fooled
 *
 * One gradient and log₂ of the number of changes forward passes; the points queried are the result.
 */
export async function prune({ input, gradient, logits }: Example<'gradient'>, fooling: Row, loss: Loss): Promise<void> {
  const { gradient: g } = await gradient(fooling, loss);
  const gain = (k: number): number => Math.abs(g[k]! * (fooling[k]! - input[k]!));
  const changed = Array.from(input.keys())
    .filter((k) => fooling[k] !== input[k])
    .sort((a, b) => gain(a) - gain(b));
  let [low, high] = [0, changed.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const x = fooling.slice();
    for (const k of changed.slice(0, middle)) x[k] = input[k]!;
    if ((await logits(x)).fooled) low = middle;
    else high = middle;
  }
}

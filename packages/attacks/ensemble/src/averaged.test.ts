import { expect, it } from '@jest/globals';
import { logitDifference, type Loss, type Row } from '@fragility/numerics';
import { averagedQueries } from './averaged.js';
import type { GradientExample } from './members.js';

const LOSSES = [logitDifference(0, 1), logitDifference(0, 2)];

/** Answers k times as large the k-th time it is asked: f = k·(1, 2, 4), ∇ℓ = k·(∂ℓ/∂f). */
function growing(): GradientExample {
  let asked = 0;
  const pulled = (k: number, loss: Loss) => {
    const logits = Float64Array.of(k, 2 * k, 4 * k);
    const { value, cotangent } = loss(logits);
    return { logits, class: 2, fooled: true, value, gradient: cotangent.map((c) => k * c) };
  };
  return {
    criterion: { label: 0 },
    gradient: async (_: Row, loss: Loss) => pulled(++asked, loss),
    gradients: async (_: Row, losses: readonly Loss[]) => {
      asked++;
      return losses.map((loss) => pulled(asked, loss));
    },
  } as unknown as GradientExample;
}

it('answers with the means of values, logits and gradients, loss by loss', async () => {
  const x = new Float64Array(3);
  const [first, second] = await averagedQueries(growing(), 3).gradients(x, LOSSES);
  expect(first).toEqual({
    logits: Float64Array.of(2, 4, 8),
    class: 2,
    fooled: true,
    value: 2,
    gradient: Float64Array.of(-2, 2, 0),
  });
  expect(second).toMatchObject({ value: 6, gradient: Float64Array.of(-2, 0, 2) });
  expect(await averagedQueries(growing(), 3).gradient(x, LOSSES[0]!)).toEqual(first);
});

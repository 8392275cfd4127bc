import type { Example } from '@fragility/attack';
import { marginLoss, type ConvexNorm } from '@fragility/numerics';

/** Steps of a descent, and the length of the first as a share of the budget. */
const [STEPS, FIRST] = [40, 0.5];

/** Steepest ascent by queries from the input and from random points, for a model that shows no graph. */
export async function byQueries(example: Example<'gradient', ConvexNorm>, descents: number): Promise<void> {
  const { input, criterion, space, budget, gradient, random, best } = example;
  const loss = marginLoss(criterion);
  for (let run = 0; run < descents && !best(); run++) {
    const x = input.slice();
    if (run > 0)
      space.step(
        x,
        input.map(() => random.normal()),
        budget,
        budget,
      );
    for (let k = 0; k < STEPS && !best(); k++) {
      const { gradient: slope } = await gradient(x, loss);
      if (run === 0 && slope.every((v) => v === 0) && k === 0) return;
      space.ascend(x, slope, FIRST * budget * (1 - k / STEPS), budget);
    }
  }
}

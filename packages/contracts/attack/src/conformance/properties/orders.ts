import type { Examples } from '@fragility/dataset';
import { margin, predictedClass, random, stack, type Norm } from '@fragility/numerics';
import { expectThat, type Check } from '@fragility/plugin';
import { reordered } from '../problems/reordered.js';
import type { AttackUnderTest } from '../attack-under-test.js';

const D = 16;
const ORDERS = 32;

/** Budgets around which a point of a network with inputs of size 1 comes to lie near the boundary. */
const BUDGETS: Record<Norm, readonly number[]> = {
  linf: [0.1, 0.2, 0.3, 0.5],
  l2: [0.3, 0.6, 0.9, 1.5],
  l1: [0.5, 1, 2, 4],
  l0: [1, 2, 3, 5],
};

/** A success is one in every order of summation: on a network in float32 whose kernels add up in another order in every batch. */
export function orderCheck({ norm, smallest, run, check }: AttackUnderTest): Check {
  return check('a success holds in another order of summation', async () => {
    const { model, inOrder } = reordered(random('orders'), [D, 12, 4]);
    const stream = random('inputs');
    const inputs = Array.from({ length: 5 }, () =>
      Float64Array.from({ length: D }, () => Math.fround(stream.normal())),
    );
    const examples: Examples = {
      inputs: stack(inputs, [D]),
      labels: Int32Array.from(inputs, (x) => predictedClass(inOrder(x, 0))),
      ids: inputs.map((_, i) => `ordered-${i}`),
    };
    const records = await run({ model, examples }, smallest ? {} : { budgets: BUDGETS[norm] });
    for (const { id, success, skipped, candidate, label, target, margin: own, noise } of records) {
      if (!success || skipped) continue;
      expectThat(own < -noise!, () => `${id}: the margin is ${own}, within the noise of ${noise}`);
      for (let order = 0; order < ORDERS; order++) {
        const other = margin(inOrder(candidate!, order), target === undefined ? { label } : { label, target });
        expectThat(other < 0, () => `${id}: fooled with a margin of ${own}, in another order it is ${other}`);
      }
    }
  });
}

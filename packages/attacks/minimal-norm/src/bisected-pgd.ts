import { defineAttack } from '@fragility/attack';
import { z } from 'zod';
import { aims, lossParam, LOSSES, targetsParam } from './losses.js';
import { smallest } from './smallest.js';

/** PGD from the input within a fixed budget: see `pgd` of @fragility/attacks-gradient, which has more to it. */
const pgd = defineAttack({
  name: 'pgd',
  summary: 'Repeated steepest-ascent steps projected onto the budget',
  reference: 'arXiv:1706.06083',
  norms: ['linf', 'l2', 'l1'],
  goal: 'fixed-budget',
  requires: 'gradient',
  params: z.strictObject({
    steps: z.int().positive().default(40).describe('gradient steps per budget and run'),
    step: z.number().positive().default(0.1).describe('step length as a fraction of the budget'),
    loss: lossParam('cross-entropy'),
    targets: targetsParam,
  }),
  create:
    ({ steps, step, loss, targets }) =>
    async (example) => {
      const { input, criterion, budget, space, gradient, logits } = example;
      for (const ascended of await aims(example, LOSSES[loss](criterion), targets)) {
        const x = input.slice();
        for (let k = 0; k < steps; k++) space.ascend(x, (await gradient(x, ascended)).gradient, step * budget, budget);
        await logits(x);
      }
    },
});

/**
 * PGD as an attack for the smallest perturbation: the smallest budget at which it succeeds, by doubling and bisection.
 *
 *     ε ← 2ε until fooled;   then ε ← (ε₋ + ε₊)/2;      x ← Π_{B(x₀,ε) ∩ box}( x + η·ε · steepest(∇ₓ ℓ(f(x), y)) ) at each ε
 *
 * One row: x [d], ε in the units of x. Other attacks: {@link smallest}. Source: Madry et al., ICLR 2018, arXiv:1706.06083, §2.1.
 *
 * @example
 * for await (const record of attack(model, bisectedPgd, examples, { norm: 'l2', params: { steps: 20 } })) console.log(record.distance);
 */
export const bisectedPgd = smallest(pgd);

import { defineAttack, type Example } from '@fragility/attack';
import type { Loss } from '@fragility/numerics';
import { z } from 'zod';
import { lossParam, LOSSES } from './losses.js';
import { smallest } from './smallest.js';
import { runs, targetsParam, type Targets } from './targets.js';

interface Walk {
  readonly steps: number;
  readonly step: number;
}

/** PGD from the input within the budget: `steps` ascents of length `step` · budget. */
async function ascend(
  { input, budget, space, gradient, logits }: Example<'gradient'>,
  loss: Loss,
  { steps, step }: Walk,
): Promise<void> {
  const x = input.slice();
  const slope = new Float64Array(x.length);
  for (let k = 0; k < steps; k++) space.ascend(x, (await gradient(x, loss, slope)).gradient, step * budget, budget);
  await logits(x);
}

/** PGD within a fixed budget: see `pgd` of @fragility/attacks-gradient, which has more to it. */
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
    ({ loss, targets, ...walk }) =>
    async (example) =>
      runs(example, LOSSES[loss](example.criterion), targets === 'nearer' ? 0 : targets, (ascended) =>
        ascend(example, ascended, walk),
      ),
});

/**
 * PGD as an attack for the smallest perturbation: the smallest budget at which it succeeds, by doubling and bisection.
 *
 *     ε ← 2ε until fooled;   then ε ← (ε₋ + ε₊)/2;      x ← Π_{B(x₀,ε) ∩ box}( x + η·ε · steepest(∇ₓ ℓ(f(x), y)) ) at each ε
 *
 * Where the linearised boundary of the nearest class proves nearer than that, ε is bisected once more, towards that class. One row: x [d], ε in
 * the units of x. Other attacks: {@link smallest}. Source: Madry et al., ICLR 2018, arXiv:1706.06083, §2.1.
 *
 * @example
 * for await (const record of attack(model, bisectedPgd, examples, { norm: 'l2', params: { steps: 20 } })) console.log(record.distance);
 */
export const bisectedPgd = smallest(pgd, 'bisected-pgd', ({ targets, ...walk }: Walk & { targets: Targets }) =>
  targets === 'nearer' ? (loss) => (example) => ascend(example, loss, walk) : null,
);

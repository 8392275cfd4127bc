import { defineAttack, type Example } from '@fragility/attack';
import type { Loss, Row } from '@fragility/numerics';
import { integer, real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { lossParam, LOSSES } from './losses.js';
import { smallest } from './smallest.js';
import { runs, targetsParam, type Targets } from './targets.js';

interface Walk {
  readonly steps: number;
  readonly step: number;
  readonly restarts: number;
}

/** `steps` ascents of length `step` · budget from x, in place; the last point is asked about too. */
async function ascend(
  { budget, space, gradient, logits }: Example<'gradient'>,
  x: Row,
  loss: Loss,
  { steps, step }: Walk,
): Promise<void> {
  const slope = new Float64Array(x.length);
  for (let k = 0; k < steps; k++) space.ascend(x, (await gradient(x, loss, slope)).gradient, step * budget, budget);
  await logits(x);
}

/** PGD within the budget: from the nearest fooled point beyond it, moved into it, where there is one, else from the input; then from random points. */
async function climb(example: Example<'gradient'>, from: Row | null, loss: Loss, walk: Walk): Promise<void> {
  const { input, budget, random, space } = example;
  await ascend(example, from ? space.project(from.slice(), budget) : input.slice(), loss, walk);
  for (let start = 1; start < walk.restarts; start++) {
    const direction = input.map(() => (space.norm === 'linf' ? 2 * random.uniform() - 1 : random.normal()));
    await ascend(example, space.step(input, direction, budget, budget), loss, walk);
  }
}

/** PGD within a fixed budget: see `pgd` of @fragility/attacks-gradient, which has more to it. */
const pgd = defineAttack({
  name: 'pgd',
  summary: 'Repeated steepest-ascent steps projected onto the budget',
  reference: 'arXiv:1706.06083',
  norms: ['linf', 'l2', 'l1'],
  goal: 'fixed-budget',
  requires: 'gradient',
  params: strictObject({
    steps: optional(integer('gradient steps per budget and start', { min: 1 }), 40),
    step: optional(real('step length as a fraction of the budget', { above: 0 }), 0.1),
    restarts: optional(integer('starts per budget and run; all but the first are random', { min: 1 }), 2),
    loss: lossParam('cross-entropy'),
    targets: targetsParam,
  }),
  create:
    ({ loss, targets, ...walk }) =>
    async (example, from: Row | null = null) =>
      runs(example, LOSSES[loss](example.criterion), targets === 'nearer' ? 0 : targets, (ascended) =>
        climb(example, from, ascended, walk),
      ),
});

/**
 * PGD as an attack for the smallest perturbation: the smallest budget at which it succeeds, by doubling and bisection.
 *
 *     ε ← 2ε until fooled;   then ε ← (ε₋ + ε₊)/2;      x ← Π_{B(x₀,ε) ∩ box}( x + η·ε · steepest(∇ₓ ℓ(f(x), y)) ) at each ε
 *
 * x starts from x₀, or once there is a fooled point from the nearest of those, moved into the ball; then from random points at its end. Where the
 * linearised boundary of the nearest class proves nearer than that, ε is bisected once more, towards that class. One row: x [d], ε in
 * the units of x. Other attacks: {@link smallest}. Source: Madry et al., ICLR 2018, arXiv:1706.06083, §2.1.
 *
 * @example
 * for await (const record of attack(model, bisectedPgd, examples, { norm: 'l2', params: { steps: 20 } })) console.log(record.distance);
 */
export const bisectedPgd = smallest(pgd, 'bisected-pgd', ({ targets, ...walk }: Walk & { targets: Targets }) =>
  targets === 'nearer' ? (loss) => (example, from) => climb(example, from, loss, walk) : null,
);

import { defineAttack, type Example } from '@fragility/attack';
import {
  LOSSES,
  PGD,
  projectedAscent,
  randomDirection,
  SIMPLE_LOSS_HELP,
  SIMPLE_LOSSES,
  type Walk,
} from '@fragility/attack/parts';
import type { Loss, Row } from '@fragility/numerics';
import { choice, integer, real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { smallest } from './smallest.js';
import { runs, targetsParam, type Targets } from '../boundary/targets.js';

interface Walks extends Walk {
  readonly restarts: number;
}

/** PGD within the budget: from the nearest fooled point beyond it, moved into it, where there is one, else from the input; then from random points. */
async function ascents(example: Example<'gradient'>, from: Row | null, loss: Loss, walk: Walks): Promise<void> {
  const { input, budget, space } = example;
  await projectedAscent(example, from ? space.project(from.slice(), budget) : input.slice(), loss, walk);
  for (let start = 1; start < walk.restarts; start++)
    await projectedAscent(example, space.step(input, randomDirection(example), budget, budget), loss, walk);
}

/** PGD within a fixed budget: see `pgd` of @fragility/attacks-gradient, which has more to it. */
const pgd = defineAttack({
  ...PGD,
  params: strictObject({
    steps: optional(integer('gradient steps per budget and start', { min: 1 }), 40),
    step: optional(real('step length as a fraction of the budget', { above: 0 }), 0.1),
    restarts: optional(integer('starts per budget and run; all but the first are random', { min: 1 }), 2),
    loss: optional(choice(SIMPLE_LOSS_HELP, SIMPLE_LOSSES), 'cross-entropy'),
    targets: targetsParam,
  }),
  create:
    ({ loss, targets, ...walk }) =>
    async (example, from: Row | null = null) =>
      runs(example, LOSSES[loss](example.criterion), targets === 'nearer' ? 0 : targets, (ascended) =>
        ascents(example, from, ascended, walk),
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
export const bisectedPgd = smallest(pgd, 'bisected-pgd', ({ targets, ...walk }: Walks & { targets: Targets }) =>
  targets === 'nearer' ? (loss) => (example, from) => ascents(example, from, loss, walk) : null,
);

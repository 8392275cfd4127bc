import { defineAttack, type Example } from '@fragility/attack';
import {
  aimedRuns,
  lossNamed,
  targetsParam,
  PGD,
  projectedAscent,
  randomDirection,
  simpleLossParam,
  smallest,
  stepParam,
  stepsParam,
  type Targets,
  type Walk,
} from '@fragility/attack/parts';
import type { Loss, Row } from '@fragility/numerics';
import { integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';

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
    steps: stepsParam(40, 'per budget and start'),
    step: stepParam(0.1),
    restarts: optional(integer('starts per budget and run; all but the first are random', { min: 1 }), 2),
    loss: simpleLossParam('cross-entropy'),
    targets: targetsParam,
  }),
  create:
    ({ loss, targets, ...walk }) =>
    async (example, from: Row | null = null) =>
      aimedRuns(example, lossNamed(loss, example.criterion), targets === 'nearer' ? 0 : targets, (ascended) =>
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

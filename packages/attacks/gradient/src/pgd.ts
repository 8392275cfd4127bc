import { defineAttack } from '@fragility/attack';
import {
  furtherParam,
  lossParam,
  PGD,
  projectedAscent,
  randomStart,
  restartsParam,
  rivalClasses,
  stationary,
  stepParam,
  stepsParam,
} from '@fragility/attack/parts';
import type { Loss, Row } from '@fragility/numerics';
import { strictObject } from 'valibot';
import { aimedLoss, lossOf } from './losses.js';

/**
 * Projected Gradient Descent: repeated steepest ascent of the loss inside the budget, from the input and from random starts.
 *
 *     x ← Π_{B(x₀,ε) ∩ box}( x + η·ε · steepest(∇ₓ ℓ(f(x), y)) )
 *
 * steps · η ≥ 2 lets the iterate cross the ball. An ascent of the untargeted loss can settle on a class that is out of reach while
 * another is not; `targets` adds starts that aim at one class each, ℓ = f_j − f_y (MultiTargeted, Gowal et al., arXiv:1910.09338):
 * with K − 1 of them PGD is exact on linear models. In L1 a step walks η·ε towards the point of {ball ∩ box} that the linearised
 * loss likes best (Frank–Wolfe), which is exact under bounds where a single coordinate saturates. One row: x [d], ε in the
 * units of x. Source: Madry et al., ICLR 2018, arXiv:1706.06083, §2.1.
 *
 * @example
 * for await (const record of attack(model, pgd, examples, { norm: 'l2', budgets: [0.5], params: { steps: 20 } })) console.log(record.distance);
 */
export const pgd = defineAttack({
  ...PGD,
  params: strictObject({
    steps: stepsParam(40, 'per start'),
    step: stepParam(0.1),
    restarts: restartsParam,
    loss: lossParam,
    targets: furtherParam,
  }),
  create:
    ({ restarts, loss, targets, ...walk }) =>
    async (example) => {
      const { input, criterion, logits } = example;
      const ascend = (x: Row, ascended: Loss) => projectedAscent(example, x, ascended, walk, stationary());
      for (let restart = 0; restart < restarts; restart++)
        await ascend(restart === 0 ? input.slice() : randomStart(example), lossOf(example, loss));
      if (targets === 0 || criterion.target !== undefined) return;
      const rivals = rivalClasses((await logits(input)).logits, criterion.label);
      for (const j of rivals.slice(0, targets)) await ascend(input.slice(), aimedLoss(example, loss, j));
    },
});

import { defineAttack } from '@fragility/attack';
import { FIXED_BUDGET, lossParam, stepsParam } from '@fragility/attack/parts';
import { isZero, normOf } from '@fragility/numerics';
import { real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { lossOf } from './losses.js';

/**
 * Momentum Iterative Fast Gradient Sign Method: steps along a velocity that gathers the gradients of the path.
 *
 *     v ← μ·v + ∇ₓ ℓ(f(x), y) / ‖∇ₓ ℓ(f(x), y)‖₁
 *     x ← Π_{B(x₀,ε) ∩ box}( x + η·ε · steepest(v) ),   x from x₀,  v from 0
 *
 * η is 1/`steps` unless given: the path is then as long as the budget. One row: x [d], ε in the units of x; μ, η dimensionless.
 * Source: Dong et al., CVPR 2018, arXiv:1710.06081, algorithm 1 and equation 9.
 *
 * @example
 * for await (const record of attack(model, miFgsm, examples, { norm: 'linf', budgets: [0.1] })) console.log(record.success);
 */
export const miFgsm = defineAttack({
  ...FIXED_BUDGET,
  name: 'mi-fgsm',
  summary: 'Fast gradient steps along a velocity that gathers the gradients',
  reference: 'arXiv:1710.06081',
  params: strictObject({
    steps: stepsParam(10),
    step: optional(real('step length as a fraction of the budget, 1/steps if left out', { above: 0 })),
    decay: optional(real('share of the velocity that is kept at each step', { min: 0 }), 1),
    loss: lossParam,
  }),
  create:
    ({ steps, step = 1 / steps, decay, loss }) =>
    async (example) => {
      const { input, budget, space, gradient } = example;
      const ascended = lossOf(example, loss);
      const x = input.slice();
      const velocity = new Float64Array(x.length);
      for (let k = 0; k < steps; k++) {
        const { gradient: slope } = await gradient(x, ascended);
        const size = normOf(slope, 'l1') || 1;
        for (let i = 0; i < velocity.length; i++) velocity[i] = decay * velocity[i]! + slope[i]! / size;
        if (isZero(velocity)) return x;
        space.ascend(x, velocity, step * budget, budget);
      }
      return x;
    },
});

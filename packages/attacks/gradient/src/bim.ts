import { defineAttack } from '@fragility/attack';
import { FIXED_BUDGET, lossParam, projectedAscent, stationary, stepParam, stepsParam } from '@fragility/attack/parts';
import { strictObject } from 'valibot';
import { lossOf } from './losses.js';

/**
 * Basic Iterative Method: fast gradient steps, repeated with a small step length from the input, kept within budget and bounds.
 *
 *     x ← Π_{B(x₀,ε) ∩ box}( x + η·ε · steepest(∇ₓ ℓ(f(x), y)) ),   x from x₀
 *
 * PGD without random starts or targets, and with few steps. In L1 a step walks η·ε towards the point of {ball ∩ box} that the linearised
 * loss likes best. One row: x [d], ε in the units of x, η dimensionless. Source: Kurakin et al., ICLR 2017 workshop, arXiv:1607.02533, §2.2.
 *
 * @example
 * for await (const record of attack(model, bim, examples, { norm: 'linf', budgets: [0.1] })) console.log(record.success);
 */
export const bim = defineAttack({
  ...FIXED_BUDGET,
  name: 'bim',
  summary: 'A few fast gradient steps from the input',
  reference: 'arXiv:1607.02533',
  params: strictObject({
    steps: stepsParam(10),
    step: stepParam(0.2),
    loss: lossParam,
  }),
  create:
    ({ loss, ...walk }) =>
    (example) =>
      projectedAscent(example, example.input.slice(), lossOf(example, loss), walk, stationary()),
});

import { defineAttack } from '@fragility/attack';
import { z } from 'zod';
import { lossParam, LOSSES } from './losses.js';

/**
 * Fast Gradient (Sign) Method: one steepest-ascent step of the whole budget.
 *
 *     x = Π_{B(x₀,ε) ∩ box}( x₀ + ε · steepest(∇ₓ ℓ(f(x₀), y)) )
 *
 * `steepest` is sign(g) in L∞, g/‖g‖₂ in L2, the largest coordinate in L1. One row: x [d], ε in the units of x.
 * Exact on linear two-class models without bounds. Source: Goodfellow et al., ICLR 2015, arXiv:1412.6572, §4.
 *
 * @example
 * for await (const record of attack(model, fgsm, examples, { norm: 'linf', budgets: [0.1] })) console.log(record.success);
 */
export const fgsm = defineAttack({
  name: 'fgsm',
  summary: 'One steepest-ascent step of the whole budget',
  reference: 'arXiv:1412.6572',
  norms: ['linf', 'l2', 'l1'],
  goal: 'fixed-budget',
  requires: 'gradient',
  params: z.strictObject({ loss: lossParam }),
  create:
    ({ loss }) =>
    async ({ input, criterion, budget, space, gradient }) =>
      space.ascend(input.slice(), (await gradient(input, LOSSES[loss](criterion))).gradient, budget, budget),
});

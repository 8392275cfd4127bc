import { defineAttack } from '@fragility/attack';
import { integer, real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { estimated } from './estimated.js';
import { lossParam, LOSSES } from './losses.js';

/** PGD from the input: see `pgd` of @fragility/attacks-gradient, which has more to it. */
export const pgd = defineAttack({
  name: 'pgd',
  summary: 'Repeated steepest-ascent steps projected onto the budget',
  reference: 'arXiv:1706.06083',
  norms: ['linf', 'l2', 'l1'],
  goal: 'fixed-budget',
  requires: 'gradient',
  params: strictObject({
    steps: optional(integer('gradient steps', { min: 1 }), 40),
    step: optional(real('step length as a fraction of the budget', { above: 0 }), 0.1),
    loss: lossParam('cross-entropy'),
  }),
  create:
    ({ steps, step, loss }) =>
    async ({ input, criterion, budget, space, gradient, logits }) => {
      const x = input.slice();
      const ascended = LOSSES[loss](criterion);
      for (let k = 0; k < steps; k++) space.ascend(x, (await gradient(x, ascended)).gradient, step * budget, budget);
      await logits(x);
    },
});

/**
 * PGD on gradients estimated from scores: with Gaussian directions the NES attack, with random signs SPSA.
 *
 *     x ← Π_{B(x₀,ε) ∩ box}( x + η·ε · steepest(g) ),   g = 1/2σn Σ_b ⟨∂ℓ/∂f, f(x + σu_b) − f(x − σu_b)⟩ u_b
 *
 * One row: x [d], ε and σ in the units of x. Other attacks: {@link estimated}. Source: Ilyas et al., ICML 2018, arXiv:1804.08598, §3.
 *
 * @example
 * for await (const record of attack(model, estimatedPgd, examples, { norm: 'l2', budgets: [0.5], params: { queries: 20 } })) console.log(record.forwards);
 */
export const estimatedPgd = estimated(pgd);

import { defineAttack } from '@fragility/attack';
import { lossNamed, PGD, projectedAscent, simpleLossParam, stepParam, stepsParam } from '@fragility/attack/parts';
import { strictObject } from 'valibot';
import { estimated } from './estimated.js';

/** PGD from the input: see `pgd` of @fragility/attacks-gradient, which has more to it. */
export const pgd = defineAttack({
  ...PGD,
  params: strictObject({
    steps: stepsParam(40),
    step: stepParam(0.1),
    loss: simpleLossParam('cross-entropy'),
  }),
  create:
    ({ loss, ...walk }) =>
    (example) =>
      projectedAscent(example, example.input.slice(), lossNamed(loss, example.criterion), walk),
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

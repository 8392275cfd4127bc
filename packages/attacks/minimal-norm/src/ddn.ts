import { defineAttack } from '@fragility/attack';
import {
  aimedRuns,
  boundaryScale,
  cosine,
  farthestCorner,
  lossNamed,
  targetsParam,
  simpleLossParam,
  SMALLEST,
  stepsParam,
} from '@fragility/attack/parts';
import { isZero, type Loss, type Row } from '@fragility/numerics';
import { real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';

/**
 * Decoupled Direction and Norm: ascends the loss on a sphere whose radius grows while the model holds and shrinks while it is fooled.
 *
 *     ε ← (1 + γ) ε, or (1 − γ) ε where x is fooled,      x ← Π_{‖x − x₀‖₂ = ε, box}( x + α_k ε · ∇ℓ/‖∇ℓ‖₂ )
 *
 * α_k falls from 1 to 0.01 along half a cosine. The first ε is the distance to the linearised boundary. One row: x [d], ε in the units of x,
 * γ in (0, 1). Source: Rony et al., CVPR 2019, arXiv:1811.09600, algorithm 1.
 *
 * @example
 * for await (const record of attack(model, ddn, examples, { norm: 'l2', params: { steps: 20 } })) console.log(record.distance);
 */
export const ddn = defineAttack({
  ...SMALLEST,
  name: 'ddn',
  summary: 'Ascends the loss on a sphere that shrinks while the model is fooled',
  reference: 'arXiv:1811.09600',
  norms: ['l2'],
  params: strictObject({
    steps: stepsParam(100, 'per run'),
    gamma: optional(real('share by which the radius changes in a step', { above: 0, below: 1 }), 0.05),
    loss: simpleLossParam('cross-entropy'),
    targets: targetsParam,
  }),
  create:
    ({ steps, gamma, loss, targets }) =>
    async (example) => {
      const { input, criterion, budget, random, space, gradient, logits } = example;
      const first = await boundaryScale(example);
      const limit = Math.min(budget, farthestCorner(example));
      const randomly = (): Row => input.map(() => random.normal());
      const run = async (ascended: Loss): Promise<void> => {
        let radius = Math.min(first, limit);
        const x = input.slice();
        const slope = new Float64Array(x.length);
        for (let k = 0; k < steps; k++) {
          const { gradient: g, fooled } = await gradient(x, ascended, slope);
          radius = Math.min(limit, radius * (1 + (fooled ? -gamma : gamma)));
          space.orbit(x, isZero(g) ? randomly() : g, cosine(1, 0.01, k / steps) * radius, radius);
        }
        await logits(x);
      };
      await aimedRuns(example, lossNamed(loss, criterion), targets, run);
    },
});

import { defineAttack } from '@fragility/attack';
import {
  aimedRuns,
  cosine,
  farthestCorner,
  firstStep,
  inputScale,
  targetsParam,
  SMALLEST,
  stepsParam,
} from '@fragility/attack/parts';
import { distance, dualNorm, marginLoss, normOf, type Loss } from '@fragility/numerics';
import { real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';

/**
 * Fast Minimum Norm: ascends the margin inside a ball whose radius follows the boundary.
 *
 *     ε ← ‖δ‖_p + |ℓ|/‖∇ℓ‖_q  until fooled once;  then min((1 − γ_k) ε, best) where fooled, (1 + γ_k) ε where not
 *     x ← Π_{B_p(x₀,ε) ∩ box}( x + α_k u · ∇ℓ/‖∇ℓ‖₂ ),        u = ‖δ‖₂ + |ℓ|/‖∇ℓ‖₂
 *
 * α_k falls from `step` to step/100 and γ_k from `gamma` to 0.001 along half a cosine; 1/p + 1/q = 1. One row: x [d], ε in the units of x.
 * Source: Pintor et al., NeurIPS 2021, arXiv:2102.12827, algorithm 1.
 *
 * @example
 * for await (const record of attack(model, fmn, examples, { norm: 'linf', params: { steps: 50 } })) console.log(record.distance);
 */
export const fmn = defineAttack({
  ...SMALLEST,
  name: 'fmn',
  summary: 'Ascends the margin inside a ball whose radius follows the boundary',
  reference: 'arXiv:2102.12827',
  params: strictObject({
    steps: stepsParam(100, 'per run'),
    step: optional(real('first step length as a share of the distance to the boundary', { above: 0 }), 1),
    gamma: optional(real('first share by which the radius changes in a step', { above: 0, below: 1 }), 0.05),
    targets: targetsParam,
  }),
  create:
    ({ steps, step, gamma, targets }) =>
    async (example) => {
      const { input, criterion, budget, space, best, gradient, logits } = example;
      const start = await firstStep(example);
      const [first, firstL2] = start
        ? [start.distance, distance(start.x, input, 'l2')]
        : [inputScale(example), inputScale(example)];
      const limit = Math.min(budget, farthestCorner(example));
      const run = async (loss: Loss): Promise<void> => {
        const x = input.slice();
        const slope = new Float64Array(x.length);
        let radius = Infinity;
        let found = false;
        for (let k = 0; k < steps; k++) {
          const { gradient: g, value, fooled } = await gradient(x, loss, slope);
          const [share, alpha] = [cosine(gamma, 0.001, k / steps), cosine(step, step / 100, k / steps)];
          const size = normOf(g, 'l2');
          if (size === 0) break;
          found ||= fooled;
          if (fooled) radius = Math.min((1 - share) * radius, best()?.distance ?? Infinity);
          else if (found) radius *= 1 + share;
          else {
            const length = space.distance(x);
            radius = Math.max(first, length * (1 + share), length + Math.abs(value) / normOf(g, dualNorm(space.norm)));
          }
          radius = Math.min(radius, limit);
          const unit = k === 0 ? firstL2 : distance(x, input, 'l2') + Math.abs(value) / size;
          for (let i = 0; i < x.length; i++) x[i]! += ((alpha * unit) / size) * g[i]!;
          space.project(x, radius);
        }
        await logits(x);
      };
      await aimedRuns(example, marginLoss(criterion), targets, run);
    },
});

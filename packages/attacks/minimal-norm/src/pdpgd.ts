import { defineAttack } from '@fragility/attack';
import { aimedRuns, firstStep, inputScale, moveWithin, targetsParam, SMALLEST } from '@fragility/attack/parts';
import { distance, dualNorm, marginLoss, normOf, type Loss, type Row } from '@fragility/numerics';
import { integer, real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { adam } from './optimisers/adam.js';
import { proximal } from './optimisers/proximal.js';

const LEAST_RATIO = Math.log(1e-6);
/** Margin of the input below which the loss is steepened: the multiplier cannot outweigh the norm for less. */
const LEAST_MARGIN = 0.01;

/**
 * Primal-Dual Proximal Gradient Descent: Adam steps down the margin, a proximal step of the norm after each, and a multiplier that weighs them.
 *
 *     r ← r − η_k · Adam( ∇ softplus(max(0, m(x₀ + r))) ),     r ← prox_{η_k λ₀/λ₁ ‖·‖_p}( r ) in Adam's metric,  within bounds
 *     log(λ₁/λ₀) ← log(λ₁/λ₀) + θ_k · sign m,                   m = f_y − max_{j≠y} f_j
 *
 * η_k falls from `rate` to rate/100 exponentially, θ_k from 0.1 to 0.01 linearly. One row: r [d] in units of the largest coordinate of
 * the step to the linearised boundary. Source: Matyasko & Chau, arXiv:2106.01538.
 *
 * @example
 * for await (const record of attack(model, pdpgd, examples, { norm: 'l1', params: { steps: 100 } })) console.log(record.distance);
 */
export const pdpgd = defineAttack({
  ...SMALLEST,
  name: 'pdpgd',
  summary: 'Adam steps down the margin and proximal steps of the norm, weighed by a multiplier',
  reference: 'arXiv:2106.01538',
  params: strictObject({
    steps: optional(integer('gradient steps per run', { min: 2 }), 500),
    rate: optional(
      real('first step length, in units of the largest coordinate of the linearised step', { above: 0 }),
      1,
    ),
    dual: optional(real('first step length of the logarithm of the multiplier', { above: 0 }), 0.1),
    targets: targetsParam,
  }),
  create:
    ({ steps, rate, dual, targets }) =>
    async (example) => {
      const { input, criterion, space, gradient, logits } = example;
      const start = await firstStep(example);
      const unit = start ? distance(start.x, input, 'linf') : inputScale(example);
      const run = async (loss: Loss): Promise<void> => {
        const moments = adam(input.length);
        let steepness = 1;
        let r: Row = new Float64Array(input.length);
        const point = (v: Row): Row => moveWithin(space, input, v, unit);
        const clipped = (v: Row): Row => point(v).map((value, i) => (value - input[i]!) / unit);
        let balance = -Math.log(0.01);
        const weight = (): number => 1 / (1 + Math.exp(-balance));
        let smooth = weight();
        for (let k = 0; k < steps; k++) {
          const { gradient: g, value } = await gradient(point(r), loss);
          const slope = normOf(g, dualNorm(space.norm));
          if (k === 0 && start && slope > 0) steepness = Math.max(1, LEAST_MARGIN / (slope * start.distance));
          const pull = value <= 0 ? 1 / (1 + Math.exp(value)) : 0;
          const { mean, spread } = moments(g.map((v) => -pull * unit * steepness * v));
          const eta = rate * 0.01 ** (k / steps);
          const stepped = clipped(r.map((v, i) => (spread[i]! > 0 ? v - (eta * mean[i]!) / spread[i]! : v)));
          r = clipped(proximal(stepped, spread, (eta * (1 - smooth)) / smooth, space.norm));
          const share = 0.1 + (0.9 * (steps - 1 - k)) / (steps - 1);
          balance = Math.min(-LEAST_RATIO, Math.max(LEAST_RATIO, balance + (value > 0 ? -dual : dual) * share));
          smooth = 0.9 * smooth + 0.1 * weight();
        }
        await logits(point(r));
      };
      await aimedRuns(example, marginLoss(criterion), targets, run);
    },
});

import { defineAttack } from '@fragility/attack';
import { aimedRuns, boundaryScale, moveWithin, targetsParam, SMALLEST, stepsParam } from '@fragility/attack/parts';
import { marginLoss, normOf, type Loss, type Row } from '@fragility/numerics';
import { real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { logitRatio, scaled } from './logit-ratio.js';
import { pressure, rateFor, relative, slopeAt } from './penalty.js';
import { rmsProp } from '../optimisers/rmsprop.js';

/** Steps between checks of the constraint, the factor by which it has to improve, and by which ρ grows where it does not. */
const [CHECK, IMPROVEMENT, GROWTH] = [10, 0.95, 1.2];
/** Ratio by which the boundary has to be crossed, so that the model is fooled and not undecided. */
const TOLERANCE = 1e-4;

/**
 * Augmented Lagrangian Method for Adversarial attacks: RMSProp steps down the norm plus a penalty of the logit ratio, whose multiplier adapts.
 *
 *     L = ‖r‖_p + P(y; ρ, μ),   y = margin / spread of the logits,   P = μy + μρy² + ρ²y³/6 (y ≥ 0), μy/(1 − ρy) (y < 0)
 *     μ ← α μ + (1 − α) ∂P/∂y,   ρ ← 1.2 ρ every 10 steps while the model holds and y does not improve
 *
 * The first step is `step` long; lengths fall to 1/100 once fooled. One row: r [d] in units of the distance to the linearised boundary.
 * Source: Rony et al., ICCV 2021, arXiv:2011.11857, algorithm 1 with penalty P₂.
 *
 * @example
 * for await (const record of attack(model, alma, examples, { norm: 'l2', params: { steps: 200 } })) console.log(record.distance);
 */
export const alma = defineAttack({
  ...SMALLEST,
  name: 'alma',
  summary: 'Steps down an augmented Lagrangian of the norm and the logit ratio',
  reference: 'arXiv:2011.11857',
  norms: ['l2', 'l1'],
  params: strictObject({
    steps: stepsParam(1000, 'per run'),
    step: optional(real('length of the first step as a share of the linearised distance', { above: 0 }), 0.1),
    smoothing: optional(real('weight of the past in multiplier, RMSProp and momentum', { min: 0, below: 1 }), 0.9),
    targets: targetsParam,
  }),
  create:
    ({ steps, step, smoothing, targets }) =>
    async (example) => {
      const { input, criterion, random, space, gradient, logits } = example;
      const unit = await boundaryScale(example);
      const clean = (await logits(input)).logits;
      const run = async (difference: Loss, aimed: boolean): Promise<void> => {
        const size = Math.abs(difference(clean).value) || 1;
        const loss = aimed ? scaled(difference, size) : logitRatio(difference, criterion.target !== undefined, size);
        const r: Row = new Float64Array(input.length);
        const follow = rmsProp(r.length, smoothing);
        const slope = r.slice();
        const raw = r.slice();
        const x = input.slice();
        let [mu, rho, rate, previous, foundAt] = [1, 1, 0, Infinity, steps];
        for (let k = 0; k < steps; k++) {
          const { gradient: g, value, fooled } = await gradient(x, loss, raw);
          const y = TOLERANCE - value;
          if (fooled) foundAt = Math.min(foundAt, k);
          if (k === 0) previous = y;
          else {
            if ((k + 1) % CHECK === 0) {
              if (foundAt === steps && !(y < IMPROVEMENT * previous)) rho *= GROWTH;
              previous = y;
            }
            mu = Math.min(1e12, Math.max(1e-6, smoothing * mu + (1 - smoothing) * pressure(y, rho, mu)));
          }
          const push = pressure(y, rho, mu) * unit;
          slopeAt(r, space.norm, push, g, slope);
          if (k === 0) {
            if (normOf(slope, 'l2') === 0) slope.set(slope.map(() => random.normal()));
            rate = rateFor(example, slope, unit, step);
          }
          const length = rate * 0.01 ** (Math.max(0, k - foundAt) / Math.max(1, steps - foundAt));
          follow(r, slope, length);
          moveWithin(space, input, r, unit, x);
          relative(r, x, input, unit);
        }
        await logits(x);
      };
      await aimedRuns(example, marginLoss(criterion), targets, run);
    },
});

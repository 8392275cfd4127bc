import { defineAttack } from '@fragility/attack';
import { marginLoss, normOf, type Loss, type Row } from '@fragility/numerics';
import { integer, real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import type { Subject } from './boundary/linearise.js';
import { logitRatio, scaled } from './logit-ratio.js';
import { within } from './boundary/points.js';
import { rmsProp } from './optimisers/rmsprop.js';
import { firstStep, width } from './boundary/scale.js';
import { runs, targetsParam } from './boundary/targets.js';

/** Steps between checks of the constraint, the factor by which it has to improve, and by which ρ grows where it does not. */
const [CHECK, IMPROVEMENT, GROWTH] = [10, 0.95, 1.2];
/** Ratio by which the boundary has to be crossed, so that the model is fooled and not undecided. */
const TOLERANCE = 1e-4;

/** Derivative of the penalty P₂ in y: μ + 2μρy + ρ²y²/2 where y ≥ 0, μ/(1 − ρy)² where not. */
const pressure = (y: number, rho: number, mu: number): number =>
  y >= 0 ? mu + 2 * mu * rho * y + (rho * y) ** 2 / 2 : mu / (1 - rho * y) ** 2;

/** out ← ∇‖r‖_p − push · g, where ∇‖r‖_p is r/‖r‖₂ or sign r, and zero at zero. */
function slopeAt(r: Row, norm: 'l2' | 'l1', push: number, g: Row, out: Row): void {
  const size = normOf(r, 'l2') || 1;
  if (norm === 'l2') for (let i = 0; i < r.length; i++) out[i] = r[i]! / size - push * g[i]!;
  else for (let i = 0; i < r.length; i++) out[i] = Math.sign(r[i]!) - push * g[i]!;
}

/** r ← (x − x₀)/unit, in place. */
function relative(r: Row, x: Row, input: Row, unit: number): void {
  for (let i = 0; i < r.length; i++) r[i] = (x[i]! - input[i]!) / unit;
}

/** The η for which −η·g, moved into the bounds, is `length` units long: doubled until it is longer, then bisected. */
function rateFor({ input, space }: Subject, g: Row, unit: number, length: number): number {
  const longer = (eta: number): boolean => space.distance(within(space, input, g, -eta * unit)) > length * unit;
  let [low, high] = [0, length / normOf(g, 'l2')];
  for (let k = 0; k < 60 && !longer(high); k++) [low, high] = [high, 2 * high];
  for (let k = 0; k < 20; k++) {
    const middle = (low + high) / 2;
    if (longer(middle)) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

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
  name: 'alma',
  summary: 'Steps down an augmented Lagrangian of the norm and the logit ratio',
  reference: 'arXiv:2011.11857',
  norms: ['l2', 'l1'],
  goal: 'smallest',
  requires: 'gradient',
  params: strictObject({
    steps: optional(integer('gradient steps per run', { min: 1 }), 1000),
    step: optional(real('length of the first step as a share of the linearised distance', { above: 0 }), 0.1),
    smoothing: optional(real('weight of the past in multiplier, RMSProp and momentum', { min: 0, below: 1 }), 0.9),
    targets: targetsParam,
  }),
  create:
    ({ steps, step, smoothing, targets }) =>
    async (example) => {
      const { input, criterion, random, space, gradient, logits } = example;
      const unit = (await firstStep(example))?.distance ?? width(example);
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
          within(space, input, r, unit, x);
          relative(r, x, input, unit);
        }
        await logits(x);
      };
      await runs(example, marginLoss(criterion), targets, run);
    },
});

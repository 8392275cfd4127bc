import { defineAttack } from '@fragility/attack';
import { aimedRuns, cosine, firstStep, inputScale, targetsParam, SMALLEST, stepsParam } from '@fragility/attack/parts';
import { distance, marginLoss, normOf, type Loss, type Row } from '@fragility/numerics';
import { real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { adam } from './optimisers/adam.js';
import { prune } from './optimisers/prune.js';

/** Share of the first step length that the last one has. */
const LAST = 0.1;

/**
 * ∇_δ of the objective, divided by its largest entry; returns whether there is one that is not zero. `pull` is ∇_δ of the hinge.
 *
 *     ∂/∂δ_k (1/d) Σ_k δ_k²/(δ_k² + σ) = 2σδ_k / (d (δ_k² + σ)²)
 */
function descent(delta: Row, pull: Row, sigma: number, out: Row): boolean {
  const d = delta.length;
  for (let k = 0; k < d; k++) {
    const v = delta[k]!;
    out[k] = (2 * sigma * v) / (d * (v * v + sigma) ** 2) + pull[k]!;
  }
  const size = normOf(out, 'linf');
  if (size > 0) for (let k = 0; k < d; k++) out[k]! /= size;
  return size > 0;
}

/**
 * σ-zero: steps down a smooth count of the changed coordinates plus the margin, and undoes changes below a threshold that follows success.
 *
 *     min_δ  (1/d) Σ_k δ_k²/(δ_k² + σ) + max(0, f_y − max_{j≠y} f_j)(x₀ + u δ),      x₀ + u δ ∈ box
 *     δ ← Π_box( δ − η_k Adam(∇/‖∇‖_∞) ),     δ_i ← 0 where |δ_i| < τ,     τ ← τ ± t η_k   (+ where fooled, − where not; 0 ≤ τ ≤ 1)
 *
 * η_k falls from `step` to step/10 along half a cosine; u is the width of the bounds, or without bounds the change of one coordinate that reaches
 * the linearised boundary. After a run the changes that raise the loss least are undone by bisection, as no threshold tells equal changes apart;
 * a single changed coordinate ends the search: it is the smallest possible. One row: x [d]; δ, τ, η in units of u.
 * Source: Cinà et al., ICLR 2025, arXiv:2402.01879, algorithm 1.
 *
 * @example
 * for await (const record of attack(model, sigmaZero, examples, { norm: 'l0', params: { steps: 100 } })) console.log(record.distance);
 */
export const sigmaZero = defineAttack({
  ...SMALLEST,
  name: 'sigma-zero',
  summary: 'Steps down a smooth count of the changed coordinates plus the margin, and undoes the smallest changes',
  reference: 'arXiv:2402.01879',
  norms: ['l0'],
  params: strictObject({
    steps: stepsParam(1000, 'per run'),
    step: optional(real('first step length of Adam, in units of the width', { above: 0 }), 1),
    sigma: optional(real('square of the change, in units of the width, that counts half', { above: 0 }), 1e-3),
    threshold: optional(real('first threshold, in units of the width', { min: 0, max: 1 }), 0.3),
    adaptation: optional(real('share of the step length by which the threshold moves', { min: 0 }), 0.01),
    targets: targetsParam,
  }),
  create:
    ({ steps, step, sigma, threshold, adaptation, targets }) =>
    async (example) => {
      const { input, criterion, space, best, note, gradient, logits } = example;
      const d = input.length;
      const [lower, upper] = space.bounds ?? [-Infinity, Infinity];
      const start = space.bounds ? null : await firstStep(example);
      const unit = start ? distance(start.x, input, 'linf') : inputScale(example);
      const run = async (loss: Loss): Promise<void> => {
        const moments = adam(d);
        const x = input.slice();
        const [delta, pull, slope] = [new Float64Array(d), new Float64Array(d), new Float64Array(d)];
        let tau = threshold;
        let fewest: { x: Row; count: number } | null = null;
        for (let k = 0; k < steps; k++) {
          const { gradient: g, value, fooled } = await gradient(x, loss);
          if (best()?.distance === 1) return;
          const count = fooled ? space.distance(x) : Infinity;
          if (count < (fewest?.count ?? Infinity)) fewest = { x: x.slice(), count };
          const crossed = value > 0;
          for (let i = 0; i < d; i++) pull[i] = crossed ? 0 : -unit * g[i]!;
          if (!descent(delta, pull, sigma, slope)) break;
          const rate = cosine(step, LAST * step, k / steps);
          const { mean, spread } = moments(slope);
          tau = Math.min(1, Math.max(0, tau + (crossed ? adaptation : -adaptation) * rate));
          for (let i = 0; i < d; i++) {
            const v = spread[i]! > 0 ? delta[i]! - (rate * mean[i]!) / spread[i]! : delta[i]!;
            const moved = Math.min(upper, Math.max(lower, input[i]! + unit * v));
            const kept = Math.abs(moved - input[i]!) >= tau * unit;
            x[i] = kept ? moved : input[i]!;
            delta[i] = (x[i]! - input[i]!) / unit;
          }
        }
        await logits(x);
        if (fewest) await prune(example, fewest.x, loss);
      };
      await aimedRuns(example, marginLoss(criterion), targets, async (loss) => {
        if (best()?.distance !== 1) await run(loss);
      });
      if (best()?.distance === 1) note({ exact: true });
    },
});

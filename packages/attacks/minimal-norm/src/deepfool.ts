import { defineAttack } from '@fragility/attack';
import { z } from 'zod';
import { boundaries, crossings, FLAT } from './linearise.js';
import { within } from './points.js';

/** Relative rounding error to outdo in iteration k: from float64's to beyond float32's. */
export const slackAt = (k: number): number => 2 ** Math.min(-20, 2 * k - 52);

/**
 * DeepFool: steps onto the nearest boundary of the linearised classifier, until the classifier itself is crossed.
 *
 *     r ← r + argmin{ ‖Δ‖_p : g_j(x) + ⟨∇g_j(x), Δ⟩ ≥ 0 for some j, x + Δ ∈ box },   x ← x₀ + (1 + η) r,   g_j = f_j − f_y
 *
 * Exact on linear models but for the overshoot η: the answer is (1 + η) times the optimum. Classes j are the largest logits
 * of x₀; targeted, g = f_t − max_{j≠t} f_j. One row: x [d], η dimensionless. Source: Moosavi-Dezfooli et al., CVPR 2016,
 * arXiv:1511.04599, algorithm 2 and §3.3.
 *
 * @example
 * for await (const record of attack(model, deepfool, examples, { norm: 'l2' })) console.log(record.distance);
 */
export const deepfool = defineAttack({
  name: 'deepfool',
  summary: 'Steps onto the nearest boundary of the linearised classifier',
  reference: 'arXiv:1511.04599',
  norms: ['l2', 'linf', 'l1'],
  goal: 'smallest',
  requires: 'gradient',
  params: z.strictObject({
    steps: z.int().positive().default(50).describe('largest number of linearisations'),
    overshoot: z.number().positive().default(0.02).describe('share by which the perturbation is lengthened'),
    classes: z
      .int()
      .min(2)
      .default(10)
      .describe('classes considered, the label among them: those with the largest logits'),
  }),
  create:
    ({ steps, overshoot, classes }) =>
    async (example) => {
      const { input, logits, space, note } = example;
      const clean = await logits(input);
      const losses = boundaries(example, clean.logits, classes - 1);
      const total = new Float64Array(input.length);
      let x = input;
      for (let k = 0; k < steps; k++) {
        const [nearest] = await crossings(example, x, x, losses, slackAt(k));
        if (!nearest) return note({ reason: FLAT });
        for (let i = 0; i < total.length; i++) total[i]! += nearest.x[i]! - x[i]!;
        x = within(space, input, total, 1 + overshoot);
        if ((await logits(x)).fooled) return;
      }
    },
});

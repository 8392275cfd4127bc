import { defineAttack, halfSpace, nearest } from '@fragility/attack';
import { marginLoss, normOf } from '@fragility/numerics';
import { z } from 'zod';
import { classesParam, overshootParam, walk } from './deepfool.js';
import { boundaries, FLAT } from './linearise.js';
import { bisectSegment } from './points.js';

/**
 * SuperDeepFool: DeepFool finds a point beyond the boundary; its perturbation is then aligned with the boundary's normal there.
 *
 *     x̃ = DeepFool(x),   w = ∇g(x̃),   x ← argmin{ ‖z − x₀‖₂ : ⟨w, z − x̃⟩ ≥ 0, z ∈ box } = x₀ + ⟨x̃ − x₀, w⟩ w / ‖w‖₂²  (no bounds)
 *
 * until x is fooled; then the segment from x₀ to x is halved `search` times. g = max_{j≠y} f_j − f_y. One row: x [d].
 * Source: Abdollahpoorrostam, Abroshan & Moosavi-Dezfooli, arXiv:2303.12481: SDF(∞, 1).
 *
 * @example
 * for await (const record of attack(model, superDeepfool, examples, { norm: 'l2' })) console.log(record.distance);
 */
export const superDeepfool = defineAttack({
  name: 'super-deepfool',
  summary: 'DeepFool whose perturbation is aligned with the normal of the boundary',
  reference: 'arXiv:2303.12481',
  norms: ['l2'],
  goal: 'smallest',
  requires: 'gradient',
  params: z.strictObject({
    steps: z.int().positive().default(100).describe('largest number of alignments'),
    linearisations: z.int().positive().default(100).describe('largest number of DeepFool steps before an alignment'),
    overshoot: overshootParam,
    search: z.int().min(0).default(10).describe('halvings of the segment to the point found'),
    classes: classesParam,
  }),
  create:
    ({ steps, linearisations, overshoot, search, classes }) =>
    async (example) => {
      const { input, criterion, space, logits, gradient, note } = example;
      const losses = boundaries(example, (await logits(input)).logits, classes - 1);
      let x = input;
      let fooled = false;
      for (let k = 0; k < steps && !fooled; k++) {
        const found = await walk(example, x, losses, { steps: linearisations, overshoot });
        const pulled = found && (await gradient(found.x, marginLoss(criterion)));
        if (!pulled || normOf(pulled.gradient, 'linf') === 0) return note({ reason: FLAT });
        x = nearest(halfSpace(found.x, 0, pulled.gradient), input, space).x;
        ({ fooled } = await logits(x));
      }
      const best = example.best();
      if (best) await bisectSegment(example, best.x, search);
    },
});

import { defineAttack } from '@fragility/attack';
import { boundaries, SMALLEST_L2 } from '@fragility/attack/parts';
import { integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { classesParam, overshootParam, walk } from './walk.js';

/**
 * DeepFool: steps onto the nearest boundary of the linearised classifier, until the classifier itself is crossed.
 *
 *     r ← r + argmin{ ‖Δ‖_p : g_j(x) + ⟨∇g_j(x), Δ⟩ ≥ 0 for some j, x + Δ ∈ box },   x ← x₀ + (1 + η) r,   g_j = f_j − f_y
 *
 * Exact on linear models but for the overshoot η: the result is (1 + η) times the optimum. Classes j are the largest logits
 * of x₀; targeted, g = f_t − max_{j≠t} f_j. One row: x [d], η dimensionless. Source: Moosavi-Dezfooli et al., CVPR 2016,
 * arXiv:1511.04599, algorithm 2 and §3.3.
 *
 * @example
 * for await (const record of attack(model, deepfool, examples, { norm: 'l2' })) console.log(record.distance);
 */
export const deepfool = defineAttack({
  ...SMALLEST_L2,
  name: 'deepfool',
  summary: 'Steps onto the nearest boundary of the linearised classifier',
  reference: 'arXiv:1511.04599',
  params: strictObject({
    steps: optional(integer('largest number of linearisations', { min: 1 }), 50),
    overshoot: overshootParam,
    classes: classesParam,
  }),
  create:
    ({ classes, ...params }) =>
    async (example) => {
      const { input, logits } = example;
      const losses = boundaries(example, (await logits(input)).logits, classes - 1);
      await walk(example, input, losses, params);
    },
});

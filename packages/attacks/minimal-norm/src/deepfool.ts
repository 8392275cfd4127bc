import { defineAttack } from '@fragility/attack';
import { linearise, nearest } from '@fragility/attack/parts';
import type { Loss, Row } from '@fragility/numerics';
import { integer, real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { boundaries, type Subject } from './boundary/linearise.js';
import { minus, within } from './boundary/points.js';

/** Relative rounding error to outdo in step k: from float64's to beyond that of a deep network in float32. */
export const slackAt = (k: number): number => 2 ** Math.min(-10, 2 * k - 52);

export const overshootParam = optional(real('share by which the perturbation is lengthened', { above: 0 }), 0.02);
export const classesParam = optional(
  integer('classes considered, the label among them: those with the largest logits', { min: 2 }),
  10,
);

/** Where a walk ended. */
export interface Walked {
  readonly x: Row;
  readonly fooled: boolean;
}

/** DeepFool from `start`, given up beyond `reach`: the first fooled point of the walk, its last point where there is none, or null where all is flat. */
export async function walk(
  example: Subject,
  start: Row,
  losses: readonly Loss[],
  { steps, overshoot, reach = Infinity }: { steps: number; overshoot: number; reach?: number },
): Promise<Walked | null> {
  const { space, logits } = example;
  const total = new Float64Array(start.length);
  let x = start;
  for (let k = 0; k < steps; k++) {
    const points = (await linearise(example, x, losses)).map((half) => nearest(half, x, space, { slack: slackAt(k) }));
    if (points.length === 0) return null;
    const step = minus(points.reduce((a, b) => (b.distance < a.distance ? b : a)).x, x);
    for (let i = 0; i < total.length; i++) total[i]! += step[i]!;
    x = within(space, start, total, 1 + overshoot);
    if ((await logits(x)).fooled) return { x, fooled: true };
    if (space.distance(x) > reach) break;
  }
  return { x, fooled: false };
}

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

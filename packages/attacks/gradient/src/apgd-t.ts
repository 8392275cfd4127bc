import { defineAttack, type Example } from '@fragility/attack';
import { FIXED_BUDGET, nearestRivals, randomStart, rivalClasses, stepsParam } from '@fragility/attack/parts';
import { choice, integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { autoPgd } from './auto-pgd.js';
import { aimedLoss, lossOf } from './losses.js';

/** Classes that are compared when the nearest are sought, as in MALT. */
const COMPARED = 100;

/** The other classes, in the order in which they are tried. */
async function ordered(example: Example<'gradient'>, order: 'logits' | 'linearised'): Promise<number[]> {
  if (order === 'linearised') return (await nearestRivals(example, COMPARED)).map((rival) => rival.class);
  return rivalClasses((await example.logits(example.input)).logits, example.criterion.label);
}

/**
 * Targeted Auto-PGD: {@link apgd} on the targeted difference of logits ratio of one other class at a time.
 *
 *     ℓ_t = −(f_y − f_t) / (f_π1 − (f_π3 + f_π4)/2),   t in the order of the logits, or of the linearised distances  (f_y − f_t) / ‖∇(f_y − f_t)‖_q
 *
 * π orders the logits downwards, 1/p + 1/q = 1. An example is done with at the first class that it is taken for; in a targeted attack its target is
 * the only one. One row: x [d], ε in the units of x. Source: Croce & Hein, ICML 2020, arXiv:2003.01690, §4; order: Melamed et al.,
 * NeurIPS 2024, arXiv:2407.02240 (MALT).
 *
 * @example
 * for await (const record of attack(model, apgdT, examples, { norm: 'l2', budgets: [0.5], params: { targets: 3 } })) console.log(record.success);
 */
export const apgdT = defineAttack({
  ...FIXED_BUDGET,
  name: 'apgd-t',
  summary: 'APGD on the targeted difference of logits ratio, one class at a time',
  reference: 'arXiv:2003.01690',
  params: strictObject({
    steps: stepsParam(100, 'per start'),
    restarts: optional(integer('number of random starts for each class', { min: 1 }), 1),
    targets: optional(integer('other classes tried', { min: 1 }), 9),
    order: optional(
      choice('which classes are tried, and which first: the likeliest, or the nearest by linearised distance', [
        'logits',
        'linearised',
      ]),
      'logits',
    ),
  }),
  create:
    ({ steps, restarts, targets, order }) =>
    async (example) => {
      const ascents = async (loss: ReturnType<typeof lossOf>): Promise<void> => {
        for (let restart = 0; restart < restarts; restart++) await autoPgd(example, randomStart(example), loss, steps);
      };
      if (example.criterion.target !== undefined) return ascents(lossOf(example, 'dlr'));
      const classes = await ordered(example, order);
      for (const j of classes.slice(0, targets)) await ascents(aimedLoss(example, 'dlr', j));
    },
});

import { defineAttack } from '@fragility/attack';
import { FIXED_BUDGET, furtherParam, lossParam, randomStart, rivalClasses, stepsParam } from '@fragility/attack/parts';
import { integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { autoPgd } from './auto-pgd.js';
import { aimedLoss, lossOf } from './losses.js';

/**
 * Auto-PGD: projected gradient ascent with momentum from a random start, whose step length halves when the loss stops rising.
 *
 *     z = Π(x + η·steepest(∇ₓ ℓ)),   x ← Π(x + ¾(z − x) + ¼(x − x₋)),   Π on B(x₀,ε) ∩ box;   η = 2ε, halved at checkpoints
 *
 * In L1: sparse steps, x ← Π(x + η·sign(top-k of ∇ₓ ℓ)/k), k and η following how sparse the best point is. An ascent of an untargeted loss can
 * settle on a class that is out of reach while another is not; `targets` adds starts that aim at one class each. One row: x [d], ε in the
 * units of x. Source: Croce & Hein, ICML 2020, arXiv:2003.01690, algorithm 1; in L1 ICML 2021, arXiv:2103.01208.
 *
 * @example
 * for await (const record of attack(model, apgd, examples, { norm: 'linf', budgets: [0.1], params: { loss: 'dlr' } })) console.log(record.success);
 */
export const apgd = defineAttack({
  ...FIXED_BUDGET,
  name: 'apgd',
  summary: 'PGD whose step length follows the progress of the loss',
  reference: 'arXiv:2003.01690',
  params: strictObject({
    steps: stepsParam(100, 'per start'),
    restarts: optional(integer('number of random starts', { min: 1 }), 1),
    loss: lossParam,
    targets: furtherParam,
  }),
  create:
    ({ steps, restarts, loss, targets }) =>
    async (example) => {
      for (let restart = 0; restart < restarts; restart++) {
        await autoPgd(example, randomStart(example), lossOf(example, loss), steps);
      }
      if (targets === 0 || example.criterion.target !== undefined) return;
      const { logits: clean } = await example.logits(example.input);
      for (const j of rivalClasses(clean, example.criterion.label).slice(0, targets)) {
        await autoPgd(example, randomStart(example), aimedLoss(example, loss, j), steps);
      }
    },
});

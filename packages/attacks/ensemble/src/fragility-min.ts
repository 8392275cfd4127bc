import { defineAttack } from '@fragility/attack';
import { qr } from '@fragility/attacks-closed-form';
import { ddn, deepfool, fab, fabT, fmn } from '@fragility/attacks-minimal-norm';
import type { Norm } from '@fragility/numerics';
import { z } from 'zod';
import { member, type Member, type Subject } from './members.js';
import { Spent, spending } from './spending.js';

/** Members by norm, those that find most for a gradient first. */
function refinements(norm: Norm): Member[] {
  const walk = member('deepfool', deepfool.create(deepfool.params.parse({ overshoot: 1e-5 })));
  const aimed = member('fab-t', fabT.create(fabT.params.parse({ steps: 30 })));
  const far = member('fab', fab.create(fab.params.parse({ steps: 20, restarts: 2 })));
  const sphere = member('ddn', ddn.create(ddn.params.parse({ steps: 200, loss: 'margin', targets: 3 })));
  const ball = member('fmn', fmn.create(fmn.params.parse({ steps: 200 })));
  return norm === 'l2' ? [walk, aimed, sphere, far] : [walk, aimed, ball, far];
}

/** The closed form and the region walk, where the model's layers can be read. */
const closedForm = member('qr', qr.create(qr.params.parse({})));

/**
 * The smallest perturbation that can be found for a budget of gradients: closed forms first, then the attacks that refine most.
 *
 *     ‖Δ‖ = min over members,   L2: QR → DeepFool → FAB-T → DDN → FAB      L∞, L1: QR → DeepFool → FAB-T → FMN → FAB
 *
 * QR and its walk over activation regions run where the model's layers can be read, and end the search where their answer is proven to be the
 * smallest. Whatever any member asks about counts, so the result is never worse than one of them with the same gradients; `by` names who
 * found it. One row: x [d], distances in the units of x. Measured as in AttackBench, Cinà et al., arXiv:2404.19460.
 *
 * @example
 * for await (const record of attack(model, fragilityMin, examples, { norm: 'l2' })) console.log(record.distance, record.by);
 */
export const fragilityMin = defineAttack({
  name: 'fragility-min',
  summary: 'The smallest perturbation of several attacks, closed forms first, within a budget of gradients',
  reference: 'arXiv:2404.19460',
  norms: ['l2', 'linf', 'l1'],
  goal: 'smallest',
  requires: 'gradient',
  params: z.strictObject({
    gradients: z.int().positive().default(1000).describe('gradients per example, at most'),
  }),
  create:
    ({ gradients }) =>
    async (example) => {
      let exact = false;
      const limited = spending(example, gradients);
      const subject: Subject = {
        ...limited,
        note: (note) => {
          exact ||= note.exact === true;
          example.note(note);
        },
      };
      const members = ['layers' in example ? [closedForm] : [], refinements(example.space.norm)].flat();
      for (const { name, attack } of members) {
        if (exact || limited.left() === 0) return;
        example.note({ by: name });
        try {
          await attack(subject);
        } catch (error) {
          if (!(error instanceof Spent)) throw error;
        }
      }
    },
});

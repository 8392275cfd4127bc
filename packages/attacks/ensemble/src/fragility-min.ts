import { defineAttack, type Example } from '@fragility/attack';
import { gradientsParam, SMALLEST_L2, withinQueryBudget, withQueryBudget } from '@fragility/attack/parts';
import { linearRegions, qr } from '@fragility/attacks-closed-form';
import { alma, basinHopping, deepfool, fmn } from '@fragility/attacks-minimal-norm';
import type { ConvexNorm } from '@fragility/numerics';
import { parse, strictObject } from 'valibot';
import { completeSearch } from './complete-search.js';
import { member, type Member, type GradientExample } from './members.js';

/** Hidden units times inputs up to which the linear regions are searched, which takes seconds for larger networks. */
const SMALL = 4096;
/** A few regions per class: the search that follows finds what more of them would. */
const regionWalk = member('qr', qr.create(parse(qr.params, { regions: 4 })));
const regions = member('linear-regions', linearRegions.create(parse(linearRegions.params, {})));
/** Exact on affine models. */
const linear = member('deepfool', deepfool.create(parse(deepfool.params, { overshoot: 1e-5, steps: 2 })));

/** Where layers can be read, the regions of a small network or a walk over those of a large one; where not, what is exact if the model is affine. */
function closedForms(example: GradientExample): Member[] {
  if (!('layers' in example)) return [linear];
  const { layers, input } = example as Example<'dense'>;
  const units = layers.slice(0, -1).reduce((sum, { outputs }) => sum + outputs, 0);
  return [units > 0 && units * input.length <= SMALL ? regions : regionWalk];
}

/** The search of the rest, for the gradients that are left. */
const hopping = (left: () => number): Member =>
  member('basin-hopping', (example) =>
    basinHopping.create(parse(basinHopping.params, { gradients: Math.ceil(left()) }))(example),
  );

/** Descents from the input, which may end in another basin: ALMA's penalties lead it past the branch of the boundary that is ahead. */
const descents: Readonly<Record<ConvexNorm, readonly Member[]>> = (() => {
  const penalty = member('alma', alma.create(parse(alma.params, { steps: 100, targets: 0 })));
  const ball = member('fmn', fmn.create(parse(fmn.params, { steps: 100, targets: 0 })));
  return { l2: [penalty], linf: [ball], l1: [penalty, ball] };
})();

/**
 * The smallest perturbation that can be found for a budget of gradients: closed forms first, then a search of many basins.
 *
 *     ‖Δ‖ = min over members:   QR, linear regions or DeepFool (two steps) → complete search of small networks → basin hopping
 *                               → ALMA (L2, L1), FMN (L∞, L1), while gradients are left
 *
 * QR and its walk over activation regions, or for small networks a search of them, run where the model's layers can be read, complete search where a small
 * network can be read in any form; they end the search where their result is proven to be the smallest. DeepFool runs where they cannot. Whatever any member asks about counts, so the result is never
 * worse than one of them with the same gradients; `by` names who found it. One row: x [d], distances in the units of x. Measured as in AttackBench,
 * Cinà et al., arXiv:2404.19460.
 *
 * @example
 * for await (const record of attack(model, fragilityMin, examples, { norm: 'l2' })) console.log(record.distance, record.by);
 */
export const fragilityMin = defineAttack({
  ...SMALLEST_L2,
  name: 'fragility-min',
  summary: 'The smallest perturbation for a budget of gradients: closed forms, then a search of many basins',
  reference: 'arXiv:2404.19460',
  prefers: 'dense',
  reads: 'model',
  params: strictObject({
    gradients: gradientsParam,
  }),
  create:
    ({ gradients }) =>
    async (example) => {
      let exact = false;
      const limited = withQueryBudget(example, gradients);
      const subject: GradientExample = {
        ...limited,
        note: (note) => {
          exact ||= note.exact === true;
          example.note(note);
        },
      };
      const members = [...closedForms(example), completeSearch, hopping(limited.left), ...descents[example.space.norm]];
      for (const { name, attack } of members) {
        if (exact || limited.left() <= 0) return;
        example.note({ by: name });
        await withinQueryBudget(async () => attack(subject));
      }
    },
});

import { defineAttack } from '@fragility/attack';
import { boundaries, gradientsParam, SMALLEST_L2, withinQueryBudget, withQueryBudget } from '@fragility/attack/parts';
import { marginLoss } from '@fragility/numerics';
import { integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { lastDescent, search, type Progress } from './basin-search.js';
import { descendBoundary } from './descend-boundary.js';

/**
 * Basin hopping: FAB towards every class, each point found shrunk by ascents inside smaller balls; then again from elsewhere, and last a descent
 * along the boundary from the best.
 *
 *     Δ_j = FAB(x₀, f_j − f_y),   Δ ← shrink(Δ_j);     patches (L2, L1);     hops h:  Δ ← shrink(FAB(x₀ + h));     descend(Δ)
 *
 * Patches: parts of the input moved towards the farther bound one after the other, and then up to four together whose gains promise most, shrunk.
 * Hops land, in turns, where a part of Δ is taken back and a patch put in its place, or at Δ + 0.6‖Δ‖u where there are none, and at ‖Δ‖u; ‖u‖ = 1 random.
 * Where shrinking changes the shortest of FAB's perturbations by less than a tenth, FAB is trusted: nothing else is shrunk, only classes within 1.1
 * times the best are tried again, and half of the last descent is enough. The search ends when two rounds have not gained one per cent, or the
 * gradients are spent; a question without a gradient counts half. One row: x [d], distances in the units of x.
 * This project's; FAB: Croce & Hein, arXiv:1907.02044; basin hopping: Wales & Doye, J. Phys. Chem. A 101 (1997);
 * patches: after Zeiler & Fergus' occlusion, arXiv:1311.2901.
 *
 * @example
 * for await (const record of attack(model, basinHopping, examples, { norm: 'l2', params: { gradients: 300 } })) console.log(record.distance);
 */
export const basinHopping = defineAttack({
  ...SMALLEST_L2,
  name: 'basin-hopping',
  summary: 'FAB towards every class, shrunk and started again from elsewhere',
  reference: 'arXiv:1907.02044',
  params: strictObject({
    gradients: gradientsParam,
    settle: optional(integer('gradients of these that are kept for the last descent', { min: 0 }), 100),
    targets: optional(integer('other classes tried, those with the largest logits', { min: 1 }), 9),
  }),
  create:
    ({ gradients, settle: last, targets }) =>
    async (example) => {
      const { input, criterion, best } = example;
      const any = marginLoss(criterion);
      const kept = Math.min(last, Math.floor(gradients / 4));
      const progress: Progress = { trusted: false };
      const limited = withQueryBudget(example, gradients - kept);
      const clean = (await limited.logits(input)).logits;
      const losses = boundaries(example, clean, targets);
      await withinQueryBudget(async () => search(limited, losses, any, clean, progress));
      const found = best();
      const steps = lastDescent(progress, kept);
      if (found) await descendBoundary(withQueryBudget(example, steps), found, any, steps);
    },
});

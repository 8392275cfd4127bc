import { defineAttack } from '@fragility/attack';
import { marginLoss, type Loss, type Row } from '@fragility/numerics';
import { z } from 'zod';
import { descend, type Found } from './descend.js';
import { boundaries, FLAT, type Subject } from './linearise.js';
import { settle } from './settle.js';
import { shrink, type Spending } from './shrink.js';

/** FAB's own parameters, with few steps. */
const DESCENT = { steps: 8, patience: 5, pull: 0.1, overshoot: 1.05, backward: 0.9 };
/** Share by which shrinking has to shorten what FAB found for its distances not to be believed. */
const DISBELIEF = 0.1;
/** Times the best distance up to which a class is tried where they are believed, and share of the last descent that is enough there. */
const [NEAR, SETTLED] = [1.1, 0.5];
/** Share by which a round has to shorten the best perturbation to count as progress, and rounds without it before the search ends. */
const [PROGRESS, PATIENCE] = [0.01, 2];
/** Length of a hop from the best point as a share of its distance. */
const HOP = 0.6;

/** One other class: its boundary, and the best that was found on the way to it. */
interface Rival {
  readonly loss: Loss;
  readonly found: Found | null;
}

const limited = (example: Subject, gradients: number): Spending => {
  let left = gradients;
  return {
    ...example,
    left: () => left,
    gradient: (x: Row, loss: Loss) => {
      left--;
      return example.gradient(x, loss);
    },
    gradients: (x: Row, losses: readonly Loss[]) => {
      left -= losses.length;
      return example.gradients(x, losses);
    },
  };
};

/** Where a hop lands: near the best point, or, in every other round, anywhere around the input as far away as that. */
function landing({ input, space, random }: Subject, best: Found, round: number): Row {
  const direction = input.map(() => (space.norm === 'linf' ? 2 * random.uniform() - 1 : random.normal()));
  return round % 2 === 1
    ? space.step(best.x, direction, HOP * best.distance, Infinity)
    : space.step(input, direction, best.distance, Infinity);
}

/** The search until its gradients are spent or nothing is gained; answers whether it saw a gradient, and whether FAB is believed. */
async function search(
  example: Spending,
  losses: readonly Loss[],
  any: Loss,
): Promise<{ readonly steep: boolean; readonly believed: boolean }> {
  const { input, best, left } = example;
  const distance = (found: Found | null): number => found?.distance ?? Infinity;
  const tried = async (start: Row, loss: Loss) =>
    descend(example, start, [loss], { ...DESCENT, steps: Math.min(DESCENT.steps, left()) });

  const rivals: Rival[] = [];
  let steep = false;
  for (const loss of losses) {
    const walk = await tried(input, loss);
    steep ||= walk.steep;
    rivals.push({ loss, found: walk.found });
  }
  let believed: boolean | null = null;
  const hopeless = (found: Found | null): boolean => believed === true && distance(found) > NEAR * distance(best());
  const shrunk = async (found: Found): Promise<Found> => {
    if (believed) return found;
    const after = await shrink(example, found, any);
    believed ??= after.distance > (1 - DISBELIEF) * found.distance;
    return after;
  };

  for (let [round, stale] = [0, 0]; stale < PATIENCE && left() > 0; round++) {
    rivals.sort((a, b) => distance(a.found) - distance(b.found));
    const before = distance(best());
    for (const [k, { loss, found }] of rivals.entries()) {
      const known = best();
      if (left() <= 0 || hopeless(found)) continue;
      const start = round === 0 ? found : known && (await tried(landing(example, known, round), loss)).found;
      if (!start || hopeless(start)) continue;
      const after = await shrunk(start);
      if (after.distance < distance(found)) rivals[k] = { loss, found: after };
    }
    stale = distance(best()) > (1 - PROGRESS) * before || !best() ? stale + 1 : 0;
  }
  return { steep, believed: believed === true };
}

/**
 * Basin hopping: FAB towards every class, each point found shrunk by ascents inside smaller balls; then again from random points near the best
 * and around the input, and last a descent along the boundary from the best.
 *
 *     Δ_j = FAB(x₀, f_j − f_y),   Δ ← shrink(Δ_j);     then FAB from x₀ + Δ + 0.6‖Δ‖u or x₀ + ‖Δ‖u,  ‖u‖ = 1 random,  and shrink again;     settle(Δ)
 *
 * Where shrinking changes the first of FAB's distances by less than a tenth, FAB is believed: nothing else is shrunk, only classes within 1.1 times
 * the best are tried again, and half of the last descent is enough. The search ends when two rounds have not gained one per cent, or the gradients
 * are spent. One row: x [d], distances in the units of x.
 * This project's; FAB: Croce & Hein, arXiv:1907.02044; basin hopping: Wales & Doye, J. Phys. Chem. A 101 (1997).
 *
 * @example
 * for await (const record of attack(model, basinHopping, examples, { norm: 'l2', params: { gradients: 300 } })) console.log(record.distance);
 */
export const basinHopping = defineAttack({
  name: 'basin-hopping',
  summary: 'FAB towards every class, shrunk and started again from elsewhere',
  reference: 'arXiv:1907.02044',
  norms: ['l2', 'linf', 'l1'],
  goal: 'smallest',
  requires: 'gradient',
  params: z.strictObject({
    gradients: z.int().positive().default(900).describe('gradients per example, at most'),
    settle: z.int().min(0).default(100).describe('gradients of these that are kept for the last descent'),
    targets: z.int().positive().default(9).describe('other classes tried, those with the largest logits'),
  }),
  create:
    ({ gradients, settle: last, targets }) =>
    async (example) => {
      const { input, criterion, best, note, logits } = example;
      const any = marginLoss(criterion);
      const kept = Math.min(last, Math.floor(gradients / 4));
      const losses = boundaries(example, (await logits(input)).logits, targets);
      const { steep, believed } = await search(limited(example, gradients - kept), losses, any);
      if (!steep) note({ reason: FLAT });
      const found = best();
      const steps = Math.ceil(believed ? SETTLED * kept : kept);
      if (found) await settle(limited(example, steps), found, any, steps);
    },
});

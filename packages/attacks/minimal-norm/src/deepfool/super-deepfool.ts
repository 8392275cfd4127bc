import { defineAttack } from '@fragility/attack';
import { bisectSegment, boundaries, halfSpace, minus, moveWithin, nearest, SMALLEST } from '@fragility/attack/parts';
import { marginLoss, normOf, type Row } from '@fragility/numerics';
import { integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { classesParam, overshootParam, walk, type Walked } from './walk.js';

/** Share by which an alignment has to shorten a perturbation, or promise to, to count as progress. */
const PROGRESS = 1e-3;
/** Least share of the way to the aligned point: where no larger one leads back to a nearer point of the boundary, the search ends. */
const LEAST = 1 / 32;

/** A point beyond the boundary, at Infinity where there is none yet, and where the normal there says that it is nearest to the input. */
interface Alignment {
  readonly x: Row;
  readonly distance: number;
  readonly aligned: Row;
  /** Distance of the aligned point. */
  readonly promise: number;
}

/**
 * SuperDeepFool: DeepFool finds a point beyond the boundary; its perturbation is then aligned with the boundary's normal there.
 *
 *     x̃ = bisect(x₀, DeepFool(x)),   w = ∇g(x̃),   z = argmin{ ‖z − x₀‖₂ : ⟨w, z − x̃⟩ ≥ 0, z ∈ box },   x ← x̃ + t (z − x̃)
 *     t = 1;   t ← t/2 where DeepFool finds nothing nearer than x̃ from there, x̃ as before;   t ← min(1, 2t) where it does
 *
 * Without bounds z = x₀ + ⟨x̃ − x₀, w⟩ w/‖w‖₂². Ends where z is no nearer than x̃, which is then aligned, or t is below 1/32. g = max_{j≠y} f_j − f_y. One row: x [d].
 * Source: Abdollahpoorrostam, Abroshan & Moosavi-Dezfooli, arXiv:2303.12481: SDF(∞, 1), which is t = 1 until x is fooled.
 *
 * @example
 * for await (const record of attack(model, superDeepfool, examples, { norm: 'l2' })) console.log(record.distance);
 */
export const superDeepfool = defineAttack({
  ...SMALLEST,
  name: 'super-deepfool',
  summary: 'DeepFool whose perturbation is aligned with the normal of the boundary',
  reference: 'arXiv:2303.12481',
  norms: ['l2'],
  params: strictObject({
    steps: optional(integer('largest number of alignments', { min: 1 }), 100),
    linearisations: optional(integer('largest number of DeepFool steps before an alignment', { min: 1 }), 100),
    overshoot: overshootParam,
    search: optional(integer('halvings of the segment from the input to each point found', { min: 0 }), 10),
    classes: classesParam,
  }),
  create:
    ({ steps, linearisations, overshoot, search, classes }) =>
    async (example) => {
      const { input, criterion, space, logits, gradient } = example;
      const losses = boundaries(example, (await logits(input)).logits, classes - 1);
      const margin = marginLoss(criterion);
      const align = async (x: Row, length: number): Promise<Alignment | null> => {
        const { gradient: normal } = await gradient(x, margin);
        if (normOf(normal, 'linf') === 0) return null;
        const { x: aligned, distance } = nearest(halfSpace(x, 0, normal), input, space);
        return { x, distance: length, aligned, promise: distance };
      };
      /** From x to the boundary, given up beyond `reach`: null where all is flat. */
      const toBoundary = async (x: Row, fooled: boolean, reach: number): Promise<Walked | null> => {
        const walked = fooled
          ? { x, fooled }
          : await walk(example, x, losses, { steps: linearisations, overshoot, reach });
        return walked?.fooled ? { x: await bisectSegment(example, walked.x, search), fooled: true } : walked;
      };
      let at: Alignment | null = null;
      let [x, fooled, share] = [input, false, 1];
      for (let k = 0; k < steps && share >= LEAST; k++) {
        const reach: number = at?.distance ?? Infinity;
        const found = await toBoundary(x, fooled, reach);
        const length = found?.fooled ? space.distance(found.x) : Infinity;
        if (length < (1 - PROGRESS) * reach || reach === Infinity) {
          const next: Alignment | null = found && (await align(found.x, length));
          if (!next) return;
          if (at) share = Math.min(1, 2 * share);
          at = next;
          if (at.promise >= (1 - PROGRESS) * length) return;
        } else share /= 2;
        x = moveWithin(space, at!.x, minus(at!.aligned, at!.x), share);
        ({ fooled } = await logits(x));
      }
    },
});

import { defineAttack } from '@fragility/attack';
import { SMALLEST_L2 } from '@fragility/attack/parts';
import { distance, dot, dualNorm, nearestOnHyperplane, normOf, type Row } from '@fragility/numerics';
import { activationPattern, affineMap, forward, isAffine } from '@fragility/numerics/dense';
import { integer } from '@fragility/plugin';
import { description, literal, optional, pipe, strictObject, union } from 'valibot';
import { lowerBound } from './bound.js';
import { decisionPolytopes } from './decision.js';
import { nearestInPolytope, movedInwards } from '@fragility/numerics/polytope';
import { walkRegions, type Hyperplane } from './walk.js';

/** Share of the size of the input below which a distance is rounding: an input on the boundary has to leave it too. */
const TINY = 2 ** -48;
/** Relative overshoot that is not worth making smaller; float32 models, whose margins are wrong in sign below 1e-5, need more. */
const ROUNDING = 1e-9;
/** Times the best distance beyond which a class, as the region of the input has it, is not worth a walk. */
const FAR = 1.5;

/** Passes for each class that is worth a walk, about: the affine maps of a few regions, and what it takes to confirm the point; and how many are. */
const PASSES = 75;
const WALKED = 10;

/**
 * The closed-form QR attack: the smallest perturbation of a locally affine model, from the two feature vectors alone.
 *
 *     [p_y p_j] = [q₁ q₂] [r₁₁ r₁₂; 0 r₂₂],   ‖Δ‖₂ = (r₁₁a₁ − (r₁₂a₁ + r₂₂a₂)) / √((r₁₂ − r₁₁)² + r₂₂²),   a_k = ⟨q_k, x⟩
 *
 * with p_k = ∇f_k(x): the perturbation lies in span(q₁, q₂) along −(p_y − p_j). With biases and in any norm that is
 * ‖Δ‖_p = g_yj(x) / ‖p_y − p_j‖_q, 1/p + 1/q = 1; with bounds, the nearest point of {hyperplane ∩ box}. On ReLU networks the attack
 * walks: it solves in the region of x, moves to the solution's region and solves again, for classes that the region of x has within 1.5 times
 * the best. With a target every other class is a constraint: the nearest point of {all f_j ≤ f_t} ∩ box. `exact` is claimed only where the
 * network is affine on the whole ball of the result, every class was tried, and the rounding of the model leaves less than a thousandth open.
 * Source: arXiv:2406.16200, §3 (the QR attack).
 *
 * @example
 * for await (const record of attack(model, qr, examples, { norm: 'l2' })) console.log(record.distance, record.exact);
 */
export const qr = defineAttack({
  ...SMALLEST_L2,
  name: 'qr',
  summary: 'Closed-form smallest perturbation of a locally affine network',
  reference: 'arXiv:2406.16200',
  requires: 'dense',
  params: strictObject({
    targets: optional(
      pipe(
        union([literal('all'), integer('so many', { min: 1 })]),
        description('classes tried per example: all, or so many of the nearest by linearised distance'),
      ),
      'all',
    ),
    regions: optional(integer('activation regions visited per class', { min: 1 }), 30),
  }),
  passes: ({ targets }, { classes }) =>
    PASSES * Math.min(classes, WALKED, targets === 'all' ? Infinity : Number(targets)),
  create:
    ({ targets, regions }) =>
    async ({ input, criterion, classes, layers, space, decide, best, note }) => {
      const { label, target } = criterion;
      const { norm, bounds } = space;
      const others =
        target === undefined ? Array.from({ length: classes }, (_, j) => j).filter((j) => j !== label) : [target];
      const local = affineMap(layers, activationPattern(layers, input));
      const logits = forward(layers, input);
      const weightOf = (k: number): Row => local.weight.subarray(k * input.length, (k + 1) * input.length);
      const ranked = others
        .map((other) => {
          const gap = distance(weightOf(label), weightOf(other), dualNorm(norm));
          return { other, reach: (logits[label]! - logits[other]!) / gap };
        })
        .sort((a, b) => a.reach - b.reach)
        .slice(0, targets === 'all' ? undefined : targets);

      /**
       * The nearest point beyond the hyperplane by a share of the distance; with a target and third classes in between, the nearest that
       * is beyond the hyperplanes of them all.
       */
      const beyond = ({ normal, offset, at, distance: reach }: Hyperplane, overshoot: number): Row | null => {
        const from = input;
        const least = TINY * (normOf(input, norm) || 1);
        if (target === undefined) {
          const margin = Math.max(least * normOf(normal, dualNorm(norm)), Math.abs(dot(normal, input) + offset));
          return nearestOnHyperplane({ normal, offset: offset + overshoot * margin, from, norm, bounds })?.x ?? null;
        }
        const halfspaces = movedInwards(
          decisionPolytopes(layers, activationPattern(layers, at), criterion)[0]!,
          overshoot * Math.max(reach, least),
        );
        return nearestInPolytope({ halfspaces, from, norm, bounds })?.x ?? null;
      };

      /** Steps over the hyperplane by the smallest overshoot that the model itself confirms: found tenfold, then by bisection. */
      const confirm = async (hyperplane: Hyperplane): Promise<void> => {
        const fooled = async (overshoot: number): Promise<boolean | null> => {
          const x = beyond(hyperplane, overshoot);
          return x && (await decide(x)).fooled;
        };
        let low = 0;
        for (let overshoot = 1e-14; overshoot < 16; overshoot *= overshoot < 0.01 ? 10 : 2) {
          const answer = await fooled(overshoot);
          if (answer === null) return;
          if (!answer) {
            low = overshoot;
            continue;
          }
          let high = overshoot;
          for (let k = 0; k < 10 && high > ROUNDING; k++) {
            const middle = (low + high) / 2;
            if (await fooled(middle)) high = middle;
            else low = middle;
          }
          return;
        }
      };

      for (const { other, reach } of ranked) {
        if (reach >= (isAffine(layers) ? 1 : FAR) * (best()?.distance ?? Infinity)) break;
        const hyperplane = walkRegions(layers, input, label, other, { norm, bounds, limit: regions });
        if (hyperplane && hyperplane.distance < (best()?.distance ?? Infinity)) await confirm(hyperplane);
      }
      const found = best();
      const everyClass = target !== undefined || targets === 'all';
      if (!found)
        return note({
          reason: 'no boundary was reached: the hyperplanes miss the bounds, or the walk did not converge',
        });
      const { distance: reached } = found;
      const bound = everyClass ? lowerBound({ layers, input, criterion, norm, bounds, distance: reached }) : null;
      note(bound === null ? { exact: false } : { exact: true, bound });
    },
});

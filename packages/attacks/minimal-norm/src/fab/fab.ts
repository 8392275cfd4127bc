import { defineAttack } from '@fragility/attack';
import { boundaries, SMALLEST } from '@fragility/attack/parts';
import { integer } from '@fragility/plugin';
import { description, literal, optional, pipe, strictObject, union } from 'valibot';
import { fabRuns, PARAMS } from './starts.js';

/**
 * Fast Adaptive Boundary: projects onto the nearest linearised boundary, drawn towards the projection of the input, and steps back once fooled.
 *
 *     x ← Π_box( (1 − α)(x + η d(x)) + α (x₀ + η d(x₀)) ),   α = min( ‖d(x)‖ / (‖d(x)‖ + ‖d(x₀)‖), α_max )
 *     x ← x₀ + β (x − x₀) where fooled
 *
 * d(z): from z to its nearest point of {hyperplane ∩ box}, the hyperplane being the linearised boundary g_j = f_j − f_y nearest to x. One row: x [d];
 * α_max, η, β dimensionless. Source: Croce & Hein, ICML 2020, arXiv:1907.02044, algorithm 1.
 *
 * @example
 * for await (const record of attack(model, fab, examples, { norm: 'l1', params: { steps: 20 } })) console.log(record.distance);
 */
export const fab = defineAttack({
  ...SMALLEST,
  name: 'fab',
  summary: 'Projects onto the nearest linearised boundary, drawn towards the input',
  reference: 'arXiv:1907.02044',
  params: strictObject({
    ...PARAMS,
    classes: optional(
      pipe(
        union([literal('all'), integer('so many', { min: 2 })]),
        description('classes considered, the label among them: all, or those with the largest logits'),
      ),
      'all',
    ),
  }),
  create:
    ({ classes, ...settings }) =>
    async (example) => {
      const count = classes === 'all' ? example.classes : classes;
      const { logits } = await example.logits(example.input);
      await fabRuns(example, [boundaries(example, logits, count - 1)], settings);
    },
});

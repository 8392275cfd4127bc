import { defineAttack } from '@fragility/attack';
import { randomDirection } from '@fragility/attack/parts';
import type { Loss } from '@fragility/numerics';
import { integer, real } from '@fragility/plugin';
import { description, literal, optional, pipe, strictObject, union } from 'valibot';
import { descend, type Descent } from './descend.js';
import { boundaries, type Subject } from '../boundary/linearise.js';
import { firstStep, width } from '../boundary/scale.js';

const PARAMS = {
  steps: optional(integer('steps per start', { min: 1 }), 100),
  restarts: optional(integer('number of starts; the first is the input, the others are random', { min: 1 }), 1),
  pull: optional(real('largest weight of the projection of the input', { min: 0, max: 1 }), 0.1),
  overshoot: optional(real('factor by which projections are lengthened', { min: 1 }), 1.05),
  backward: optional(real('factor by which a fooled perturbation is shortened', { above: 0, below: 1 }), 0.9),
  patience: optional(
    integer('steps after which a start ends that has not found a perturbation shorter by a thousandth', { min: 1 }),
    20,
  ),
};

interface Settings extends Descent {
  readonly restarts: number;
}

/** All starts of FAB against each list of losses in turn. */
async function fabRuns(example: Subject, lists: readonly (readonly Loss[])[], settings: Settings): Promise<void> {
  const { input, space, best } = example;
  for (const losses of lists) {
    for (let start = 0; start < settings.restarts; start++) {
      let x = input;
      if (start > 0) {
        const radius = (best()?.distance ?? (await firstStep(example))?.distance ?? width(example)) / 2;
        x = space.step(input, randomDirection(example), radius, Infinity);
      }
      await descend(example, x, losses, settings);
    }
  }
}

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
  name: 'fab',
  summary: 'Projects onto the nearest linearised boundary, drawn towards the input',
  reference: 'arXiv:1907.02044',
  norms: ['linf', 'l2', 'l1'],
  goal: 'smallest',
  requires: 'gradient',
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

/**
 * Targeted FAB: {@link fab} against the boundary of one other class at a time, largest logit first.
 *
 * One gradient per step instead of one for every class. Source: Croce & Hein, ICML 2020, arXiv:2003.01690, §4 (FAB-T).
 *
 * @example
 * for await (const record of attack(model, fabT, examples, { norm: 'l2', params: { steps: 20, targets: 2 } })) console.log(record.distance);
 */
export const fabT = defineAttack({
  ...fab,
  name: 'fab-t',
  summary: 'FAB against the boundary of one other class at a time',
  reference: 'arXiv:2003.01690',
  params: strictObject({
    ...PARAMS,
    targets: optional(integer('other classes tried, those with the largest logits', { min: 1 }), 9),
  }),
  create:
    ({ targets, ...settings }) =>
    async (example) => {
      const { logits } = await example.logits(example.input);
      await fabRuns(
        example,
        boundaries(example, logits, targets).map((loss) => [loss]),
        settings,
      );
    },
});

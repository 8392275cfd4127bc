import type { Example } from '@fragility/attack';
import { boundaryScale, randomDirection, restartsParam } from '@fragility/attack/parts';
import type { Loss } from '@fragility/numerics';
import { integer, real } from '@fragility/plugin';
import { optional } from 'valibot';
import { descend, type Descent } from './descend.js';

/** The parameters that FAB and FAB-T share. */
export const PARAMS = {
  steps: optional(integer('steps per start', { min: 1 }), 100),
  restarts: restartsParam,
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
export async function fabRuns(
  example: Example<'gradient'>,
  lists: readonly (readonly Loss[])[],
  settings: Settings,
): Promise<void> {
  const { input, space, best } = example;
  for (const losses of lists) {
    for (let start = 0; start < settings.restarts; start++) {
      let x = input;
      if (start > 0) {
        const radius = (best()?.distance ?? (await boundaryScale(example))) / 2;
        x = space.step(input, randomDirection(example), radius, Infinity);
      }
      await descend(example, x, losses, settings);
    }
  }
}

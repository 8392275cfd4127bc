import { defineAttack } from '@fragility/attack';
import { marginLoss } from '@fragility/numerics';
import { definePlugin } from '@fragility/plugin';
import { z } from 'zod';

/** Walks from the input along the margin's steepest direction until the model is fooled, then halves the step and walks back. */
export const walk = defineAttack({
  name: 'walk',
  summary: 'Walk down the margin until fooled, then bisect',
  reference: 'an example',
  norms: ['linf', 'l2'],
  goal: 'smallest',
  requires: 'gradient',
  params: z.strictObject({
    steps: z.int().positive().default(40).describe('doublings and halvings of the step'),
  }),
  create:
    ({ steps }) =>
    async ({ input, criterion, budget, space, gradient }) => {
      const { gradient: slope, value } = await gradient(input, marginLoss(criterion));
      const direction = space.steepest(slope);
      const rate = direction.reduce((sum, v, k) => sum + v * slope[k], 0);
      let [low, high, found] = [0, rate > 0 ? (-2 * value) / rate : 1, false];
      for (let k = 0; k < steps; k++) {
        const length = found ? (low + high) / 2 : high;
        const { fooled } = await gradient(space.step(input, direction, length, budget), marginLoss(criterion));
        if (fooled) [high, found] = [length, true];
        else if (found) low = length;
        else [low, high] = [high, 2 * high];
      }
    },
});

export default definePlugin({ api: 1, provides: [walk] });

import { defineAttack } from '@fragility/attack';
import { FIXED_BUDGET, SMALLEST } from '@fragility/attack/parts';
import { marginLoss } from '@fragility/numerics';
import { z } from 'zod';

export const jump = defineAttack({
  ...FIXED_BUDGET,
  name: 'jump',
  summary: 'One step of the whole budget',
  reference: 'a test',
  norms: ['l2', 'linf'],
  params: z.strictObject({
    fault: z.enum(['none', 'create', 'slow', 'throw', 'nan', 'warn']).default('none'),
    tries: z.int().positive().default(1),
  }),
  create: ({ fault }) => {
    if (fault === 'create') throw new Error('no licence');
    return async ({ input, criterion, budget, space, gradient, note }) => {
      if (fault === 'warn') note({ by: 'jumper', warning: 'the ground is soft' });
      if (fault === 'slow') await new Promise((resolve) => setTimeout(resolve, 200));
      if (fault === 'throw') throw new Error('out of luck');
      if (fault === 'nan') return input.map(() => NaN);
      return space.extreme((await gradient(input, marginLoss(criterion))).gradient, budget);
    };
  },
});

/** Examples that `slide` attacked. */
export const slid: string[] = [];

export const slide = defineAttack({
  ...SMALLEST,
  name: 'slide',
  summary: 'A step just over the boundary',
  reference: 'a test',
  norms: ['l2'],
  params: z.strictObject({
    pause: z.int().default(0).describe('milliseconds before each example'),
    steps: z.int().default(1).describe('steps that it is said to take'),
  }),
  create:
    ({ pause }) =>
    async ({ input, criterion, space, gradient }) => {
      slid.push(input.join());
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      const { value, gradient: slope } = await gradient(input, marginLoss(criterion));
      const rate = Math.sqrt(slope.reduce((sum, g) => sum + g * g, 0));
      return space.step(input, slope, (-value / rate) * (1 + 1e-9), Infinity);
    },
});

export const aim = defineAttack({
  ...slide,
  name: 'aim',
  summary: 'A step just over the boundary to a given class',
  criteria: ['targeted'],
});

export const drift = defineAttack({ ...slide, name: 'drift', criteria: ['untargeted'] });

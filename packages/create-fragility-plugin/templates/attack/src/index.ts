import { defineAttack } from '@fragility/attack';
import { definePlugin, integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';

/** An attack is an async function of one example: it asks the model, moves inside `space`, and every point that it asks about counts. */
export const myPart = defineAttack({
  name: 'my-part',
  summary: 'What the attack does, in one sentence',
  reference: 'the paper it is from',
  norms: ['l2', 'linf'],
  goal: 'fixed-budget',
  requires: 'gradient',
  params: strictObject({
    steps: optional(integer('gradient steps', { min: 1 }), 40),
  }),
  create:
    ({ steps }) =>
    async ({ space }) => {
      throw new Error(`write the algorithm: ${steps} steps within the ${space.norm} budget`);
    },
});

export default definePlugin({ api: 1, provides: [myPart] });

import { defineAttack } from '@fragility/attack';
import { boundaries } from '@fragility/attack/parts';
import { integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { fab } from './fab.js';
import { fabRuns, PARAMS } from './starts.js';

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

import { column, defineAnalysis } from '@fragility/analysis';
import { real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { countAll } from './groups.js';
import { summariseRobustness } from './summary.js';
import { sweptAttack } from './swept-attack.js';

/**
 * Robust accuracy of every attack at every budget, and the worst case over the attacks of each norm.
 *
 *     clean = 1 − skipped/n,  robust = 1 − (skipped + fooled)/n
 *
 * An example that could not be measured is none of the n. In the worst case an example is fooled at ε when any attack found a point within ε. Intervals are Wilson's. Rows are those of one trial;
 * the summary pools seeds. Targeted attacks stand apart: fooled means led to the target, skipped of the target's class before, and they are no part
 * of the worst case.
 */
export const robustness = defineAnalysis({
  name: 'robustness',
  summary: 'Robust accuracy per budget, worst case over attacks, median smallest perturbations',
  params: strictObject({
    confidence: optional(real('confidence of the intervals', { above: 0, below: 1 }), 0.95),
  }),
  needs: ['attacks'],
  columns: {
    attack: column.string('name of the attack in the config, or worst case'),
    criterion: column.string('untargeted, or targeted: robust is what was not led to its target'),
    norm: column.string('norm of the perturbation'),
    budget: column.number('budget ε; null without limit'),
    examples: column.integer('measured examples n'),
    clean_accuracy: column.number('1 − skipped/n'),
    robust_accuracy: column.number('1 − (skipped + fooled)/n'),
    median_distance: column.number('median distance of correctly classified examples'),
    forwards_per_example: column.number('mean number of forward passes'),
    robust_low: column.number('lower end of the interval of robust accuracy'),
    robust_high: column.number('upper end of the interval of robust accuracy'),
  },
  async *run({ confidence }, { attacks, progress }) {
    const trial = { trial: '', model: '', seed: 0, swept: {}, probabilities: false, attacks: attacks.map(sweptAttack) };
    const { groups } = await countAll([trial], new Map());
    for (const { attack, norm, budget, criterion, count } of groups)
      yield { attack, criterion, norm, budget, ...count.accuracy(confidence) };
    progress?.(1);
  },
  summarise: (_, { confidence }, trials) => summariseRobustness(trials, confidence),
});

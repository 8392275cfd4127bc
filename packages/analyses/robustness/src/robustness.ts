import { defineAnalysis, type AttackHandle, type FoundRecord } from '@fragility/analysis';
import { real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { accuracyOf } from './accuracy.js';
import { criterionOf, isCounted } from './criterion.js';
import { groupBy } from './group.js';
import { summariseRobustness } from './summary.js';
import { worstCase } from './worst-case.js';

/** Records of all attacks, each under the attack's name in the config. */
async function foundBy(attacks: readonly AttackHandle[]): Promise<FoundRecord[]> {
  const found: FoundRecord[] = [];
  for (const { name, records } of attacks)
    for (const record of await records())
      found.push({ ...record, attack: name, distance: Number.isFinite(record.distance) ? record.distance : null });
  return found;
}

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
    attack: { type: 'string', description: 'name of the attack in the config, or worst case' },
    criterion: { type: 'string', description: 'untargeted, or targeted: robust is what was not led to its target' },
    norm: { type: 'string', description: 'norm of the perturbation' },
    budget: { type: 'number', description: 'budget ε; null without limit' },
    examples: { type: 'integer', description: 'measured examples n' },
    clean_accuracy: { type: 'number', description: '1 − skipped/n' },
    robust_accuracy: { type: 'number', description: '1 − (skipped + fooled)/n' },
    median_distance: { type: 'number', description: 'median distance of correctly classified examples' },
    forwards_per_example: { type: 'number', description: 'mean number of forward passes' },
    robust_low: { type: 'number', description: 'lower end of the interval of robust accuracy' },
    robust_high: { type: 'number', description: 'upper end of the interval of robust accuracy' },
  },
  async *run({ confidence }, { attacks, progress }) {
    const records = (await foundBy(attacks)).filter(isCounted);
    const rows = groupBy([...records, ...worstCase(records)], (one) =>
      JSON.stringify([one.attack, one.norm, one.budget]),
    );
    for (const own of rows.values()) {
      const { attack, norm, budget } = own[0]!;
      yield { attack, criterion: criterionOf(own[0]!), norm, budget, ...accuracyOf(own, confidence) };
    }
    progress?.(1);
  },
  summarise: (_, { confidence }, trials) => summariseRobustness(trials, confidence),
});

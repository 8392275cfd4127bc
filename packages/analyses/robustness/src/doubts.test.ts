import { describe, expect, it } from '@jest/globals';
import type { FoundRecord, SweptTrial } from '@fragility/analysis';
import { countDoubts, type Doubt } from './doubts.js';
import { summariseRobustness } from './summary.js';
import { attacksOf } from './testing/attacks.js';

const record = (more: Partial<FoundRecord> = {}): FoundRecord => ({
  id: 'x',
  attack: 'pgd',
  norm: 'linf',
  budget: 0.1,
  label: 0,
  outcome: 'robust',
  success: false,
  skipped: false,
  distance: null,
  class: 0,
  margin: 1,
  forwards: 40,
  backwards: 40,
  ...more,
});

const trial = (
  records: readonly FoundRecord[],
  probabilities: boolean,
  swept: SweptTrial['swept'] = {},
): SweptTrial => ({
  trial: 'a',
  model: 'net',
  seed: 0,
  swept,
  probabilities,
  attacks: attacksOf(records),
});

const doubtsOf = (records: readonly FoundRecord[], probabilities: boolean): Doubt[] => {
  const count = countDoubts();
  records.forEach(count.add);
  return count.doubts(probabilities);
};

const some = (flat: number, more: Partial<FoundRecord> = {}): FoundRecord[] =>
  Array.from({ length: 100 }, (_, k) => record(k < flat ? { zeroGradients: 20, ...more } : {}));

describe('doubts', () => {
  it('counts examples that resist since their gradients vanish, beyond a few per cent of those attacked', () => {
    expect(doubtsOf(some(3), false)).toEqual([]);
    expect(doubtsOf(some(4), false)).toEqual([
      { code: 'zero-gradients', sentence: expect.stringMatching(/^gradients vanish on 4 of 100 attacked examples/) },
    ]);
    expect(doubtsOf(some(50, { success: true }), false)).toEqual([]);
    expect(doubtsOf(some(50, { zeroGradients: 19 }), false)).toEqual([]);
    const skipped = Array.from({ length: 80 }, () => record({ skipped: true, success: true }));
    expect(doubtsOf([...skipped, ...some(1).slice(0, 20)], false)).toHaveLength(1);
    expect(doubtsOf([], false)).toEqual([]);
  });

  it('stands next to the robust accuracy that it is about, in headline and table, or among the warnings of a sweep', async () => {
    const { tables, headlines, warnings } = await summariseRobustness([trial(some(60), true)], 0.95);
    expect(tables![0]!.rows[0]).toMatchObject({ warnings: 'probabilities zero-gradients' });
    expect(headlines![0]!.value).toBe('100.0 % clean, 100.0 % at 0.1');
    expect(headlines![0]!.warnings!.map(({ code }) => code)).toEqual(['probabilities', 'zero-gradients']);
    expect(warnings).toBeUndefined();
    const sweep = await summariseRobustness([trial(some(60), true, { 'dataset.dimension': 2 })], 0.95);
    expect(sweep.headlines).toBeUndefined();
    expect(sweep.warnings).toEqual([
      expect.stringMatching(/^attack 'pgd' on model 'net': the outputs look like probabilities/),
      expect.stringMatching(/^attack 'pgd' on model 'net': gradients vanish on 60 of 100/),
    ]);
  });

  it('is no column and no warning where there is none', async () => {
    const { tables, headlines } = await summariseRobustness([trial(some(0), false)], 0.95);
    expect(tables![0]!.rows[0]).not.toHaveProperty('warnings');
    expect(headlines![0]).not.toHaveProperty('warnings');
  });
});

import { describe, expect, it } from '@jest/globals';
import { doubtsOf } from './doubts.js';
import type { DoneTrial, StoredRecord } from '../store/result.js';
import { attackHeadlines, doubtNotes, robustAccuracy } from './robust-accuracy.js';

const record = (more: Partial<StoredRecord> = {}): StoredRecord => ({
  id: 'x',
  attack: 'pgd',
  norm: 'linf',
  budget: 0.1,
  label: 0,
  success: false,
  skipped: false,
  distance: null,
  class: 0,
  margin: 1,
  forwards: 40,
  backwards: 40,
  ...more,
});

const trial = (attacks: readonly StoredRecord[], probabilities: boolean): DoneTrial => ({
  status: 'done',
  id: 'a',
  model: 'net',
  seed: 0,
  swept: {},
  engine: 'engine',
  runtime: { name: 'native', package: 'p', version: '1', provider: 'cpu', precision: 'float32' },
  started: '',
  seconds: 1,
  phases: {},
  facts: {},
  examples: attacks.length,
  cleanAccuracy: 1,
  ...(probabilities ? { probabilities } : {}),
  attacks,
  analyses: [],
});

const some = (flat: number, more: Partial<StoredRecord> = {}): StoredRecord[] =>
  Array.from({ length: 100 }, (_, k) => record(k < flat ? { zeroGradients: 20, ...more } : {}));

describe('doubtsOf', () => {
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

  it('stands next to the robust accuracy that it is about, in headline and table, or in the notes of a sweep', () => {
    const robust = robustAccuracy([trial(some(60), true)], [])!;
    expect(robust.table.rows[0]).toMatchObject({ warnings: 'probabilities zero-gradients' });
    const [headline] = attackHeadlines(robust);
    expect(headline!.value).toBe('100.0 % clean, 100.0 % at 0.1');
    expect(headline!.warnings!.map(({ code }) => code)).toEqual(['probabilities', 'zero-gradients']);
    expect(doubtNotes(robust)).toEqual([
      expect.stringMatching(/^attack 'pgd' on model 'net': the outputs look like probabilities/),
      expect.stringMatching(/^attack 'pgd' on model 'net': gradients vanish on 60 of 100/),
    ]);
    const sound = robustAccuracy([trial(some(0), false)], [])!;
    expect(sound.table.rows[0]).not.toHaveProperty('warnings');
    expect(attackHeadlines(sound)[0]).not.toHaveProperty('warnings');
  });
});

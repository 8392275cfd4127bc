import { describe, expect, it } from '@jest/globals';
import type { FoundRecord } from '@fragility/analysis';
import fc from 'fast-check';
import { WORST_CASE, worstCase } from './worst-case.js';

const record = (
  attack: string,
  id: string,
  budget: number | null,
  distance: number | null,
  more: Partial<FoundRecord> = {},
): FoundRecord => ({
  id,
  attack,
  norm: 'l2',
  budget,
  label: 0,
  outcome: distance === null ? 'robust' : 'fooled',
  success: distance !== null,
  skipped: false,
  distance,
  class: distance === null ? 0 : 1,
  margin: distance === null ? 2 : -1,
  forwards: 10,
  backwards: 5,
  ...more,
});

/** [budget, success, distance, by] of the worst case for one example. */
const worst = (records: readonly FoundRecord[], id = 'x'): unknown[] =>
  worstCase(records)
    .filter((one) => one.id === id)
    .map(({ budget, success, distance, by }) => [budget, success, distance, by]);

describe('worstCase', () => {
  it('fools an example with whichever attack does, at the smallest distance', () => {
    expect(
      worst([
        ...[record('a', 'x', 1, null), record('a', 'x', 2, 1.75)],
        ...[record('b', 'x', 1, 0.75), record('b', 'x', 2, 0.75)],
      ]),
    ).toEqual([
      [1, true, 0.75, 'b'],
      [2, true, 0.75, 'b'],
    ]);
    expect(worst([record('a', 'x', 1, null), record('b', 'x', 1, null)])).toEqual([[1, false, null, undefined]]);
  });

  it('takes smallest distances for every budget that they fit in', () => {
    const found = [
      ...[record('a', 'x', 1, null), record('a', 'x', 2, null)],
      ...[record('a', 'y', 1, null), record('a', 'y', 2, 2)],
      ...[record('min', 'x', null, 1.5), record('min', 'y', null, 3)],
    ];
    expect(worst(found)).toEqual([
      [1, false, null, undefined],
      [2, true, 1.5, 'min'],
      [null, true, 1.5, 'min'],
    ]);
    expect(worst(found, 'y')).toEqual([
      [1, false, null, undefined],
      [2, true, 2, 'a'],
      [null, true, 2, 'a'],
    ]);
  });

  it('takes a success within its own budget as it is, whatever rounding did to the distance', () => {
    expect(worst([record('a', 'x', 1, 1 + 1e-9), record('b', 'x', 1, null)])).toEqual([[1, true, 1 + 1e-9, 'a']]);
  });

  it('says what came of it in one word', () => {
    const outcome = (...others: Partial<FoundRecord>[]): unknown =>
      worstCase(others.map((more, k) => record(`attack-${k}`, 'x', 1, null, more)))[0]!.outcome;
    expect(outcome({}, { outcome: 'fooled', success: true, distance: 0.5 })).toBe('fooled');
    expect(outcome({}, { outcome: 'failed' })).toBe('robust');
    expect(outcome({ outcome: 'failed' }, { outcome: 'failed' })).toBe('failed');
    expect(outcome({}, { outcome: 'aborted' })).toBe('aborted');
    expect(outcome({ outcome: 'skipped', skipped: true }, {})).toBe('skipped');
  });

  it('counts a point of a larger budget where it lies within a smaller one', () => {
    expect(worst([record('a', 'x', 1, null), record('b', 'x', 3, 0.5)])).toEqual([
      [1, true, 0.5, 'b'],
      [3, true, 0.5, 'b'],
    ]);
  });

  it('keeps norms apart, and says nothing where one attack is alone', () => {
    const other = { norm: 'linf' } as const;
    const found = [record('a', 'x', 1, null), record('b', 'x', 1, 0.5, other), record('c', 'x', 1, null, other)];
    expect(worstCase(found).map(({ norm, attack, success }) => [norm, attack, success])).toEqual([
      ['linf', WORST_CASE, true],
    ]);
  });

  it('adds up the passes that attacks spent up to a budget', () => {
    const found = [
      ...[record('a', 'x', 1, null), record('a', 'x', 2, null, { forwards: 30, backwards: 20 })],
      ...[record('b', 'x', 2, null, { forwards: 7, backwards: 0 }), record('min', 'x', null, null)],
    ];
    expect(worstCase(found).map(({ forwards, backwards }) => [forwards, backwards])).toEqual([
      [20, 10],
      [47, 25],
      [47, 25],
    ]);
  });

  it('leaves misclassified examples skipped, at distance 0', () => {
    const skipped = { skipped: true, success: true };
    const [only, ...none] = worstCase([record('a', 'x', 1, 0, skipped), record('b', 'x', 1, 0, skipped)]);
    expect(none).toEqual([]);
    expect(only).toMatchObject({ skipped: true, success: true, distance: 0 });
    expect(only).not.toHaveProperty('by');
  });

  it('is never more robust than any attack, does not depend on their order, and grows with the budget', () => {
    const distance = fc.option(fc.double({ min: 0.01, max: 4, noNaN: true }), { nil: null });
    const budgets = [1, 2, 3];
    const attack = (name: string) =>
      fc
        .array(distance, { minLength: 5, maxLength: 5 })
        .map((all) =>
          all.flatMap((d, i) =>
            budgets.map((budget) => record(name, `e${i}`, budget, d !== null && d <= budget ? d : null)),
          ),
        );
    const robust = (records: readonly FoundRecord[], budget: number): number =>
      records.filter((one) => one.budget === budget && !one.success).length;
    fc.assert(
      fc.property(attack('a'), attack('b'), attack('c'), (a, b, c) => {
        const together = worstCase([...a, ...b, ...c]);
        for (const budget of budgets)
          for (const own of [a, b, c]) expect(robust(together, budget)).toBeLessThanOrEqual(robust(own, budget));
        expect(robust(together, 1)).toBeGreaterThanOrEqual(robust(together, 3));
        const sorted = (records: readonly FoundRecord[]): string[] =>
          records.map(({ id, budget, success, distance: d }) => JSON.stringify([id, budget, success, d])).sort();
        expect(sorted(worstCase([...c, ...a, ...b]))).toEqual(sorted(together));
      }),
      { seed: 5, numRuns: 100 },
    );
  });
});

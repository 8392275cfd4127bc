import { describe, expect, it } from '@jest/globals';
import { doubtsOf, type SplitSummary } from './doubts.js';

const look = (more: Partial<SplitSummary> = {}): SplitSummary => ({
  ...{ file: 'x.npy', labelFile: 'y.npy', labels: Int32Array.of(0, 1), low: 0, high: 1, divide: 255 },
  ...more,
});
const of = (one: SplitSummary, more = {}): string[] =>
  doubtsOf([one], { firstLabel: false, unitBounds: true, shape: [32, 32, 3], ...more });

describe('doubtsOf', () => {
  it('has none where there are none', () => {
    expect(of(look())).toEqual([]);
    expect(of(look(), { shape: [7] })).toEqual([]);
    expect(of(look({ high: 0 }))).toEqual([]);
  });

  it('names labels that may count from 1, unless the first is given', () => {
    const from1 = look({ labels: Int32Array.of(2, 1) });
    expect(of(from1)).toEqual([expect.stringMatching(/no label of y\.npy is 0.*firstLabel: 1/)]);
    expect(of(from1, { firstLabel: true })).toEqual([]);
    expect(of(look({ labels: Int32Array.of(2, 3) }))).toEqual([]);
  });

  it('names values that were divided once too often, in [0, 1] only', () => {
    const dark = look({ high: 1 / 255 });
    expect(of(dark)).toEqual([expect.stringMatching(/at most 0\.00392 once divided by 255/)]);
    expect(of(dark, { unitBounds: false })).toEqual([]);
    expect(of(look({ high: 2 / 255 }))).toEqual([]);
  });

  it('names channels that are not where the layout says', () => {
    expect(of(look(), { shape: [3, 32, 32] })).toEqual([expect.stringMatching(/3 × 32 pictures of 32 channels/)]);
    expect(of(look(), { shape: [32, 3, 32] })).toHaveLength(1);
    expect(of(look(), { shape: [8, 8, 13] })).toEqual([]);
  });
});

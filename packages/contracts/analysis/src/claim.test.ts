import { describe, expect, it } from '@jest/globals';
import { claimOfLaw, claimOfRange, claimOfShare, claimOfValue } from './claim.js';

const claim = { name: 'a', statement: 'It is so.', source: 'arXiv:2406.16200', statistic: 'slope' };

describe('a claim of a value', () => {
  const judged = (low: number, high: number, value = (low + high) / 2) =>
    claimOfValue(claim, { value, interval: [low, high] }, { expected: -0.5, halfWidth: 0.05 });

  it('holds where the interval has the value in it and is narrow, and falls where it has not', () => {
    expect(judged(-0.54, -0.46).verdict).toBe('holds');
    expect(judged(-0.5, -0.45).verdict).toBe('holds');
    expect(judged(-0.49, -0.45).verdict).toBe('does not hold');
    expect(judged(-0.9, -0.51).verdict).toBe('does not hold');
  });

  it('is undecided, with the reason, where the interval is wide, is none, or is not finite', () => {
    expect(judged(-0.7, -0.3)).toMatchObject({ verdict: 'undecided', reason: expect.stringContaining('± 0.20') });
    expect(judged(NaN, -0.3)).toMatchObject({ verdict: 'undecided', interval: null, value: null });
    const none = claimOfValue(claim, { value: -0.5, interval: null }, { expected: -0.5, halfWidth: 0.05 });
    expect(none).toMatchObject({ verdict: 'undecided', value: -0.5, reason: expect.stringContaining('too few') });
  });
});

describe('a claim of a range', () => {
  const range = { from: -0.5, to: 0 };
  it.each([
    [[-0.4, -0.1], 'holds'],
    [[-0.5, -0.1], 'undecided'],
    [[-0.4, 0], 'undecided'],
    [[-0.9, 0.2], 'undecided'],
    [[-0.9, -0.5], 'does not hold'],
    [[0, 0.1], 'does not hold'],
    [null, 'undecided'],
    [[NaN, 0.1], 'undecided'],
  ] as const)('%j: %s', (interval, verdict) => {
    const judged = claimOfRange(claim, { value: -0.2, interval }, range);
    expect(judged.verdict).toBe(verdict);
    expect(judged.criterion).toBe('the 95 % interval lies between −0.5 and 0');
    expect(judged.reason === undefined).toBe(verdict !== 'undecided');
  });
});

describe('a claim of a law', () => {
  const judged = (p: number, draws: number) => claimOfLaw(claim, { p, draws }, { fewest: 100 });

  it('holds where a test of enough draws passes, and falls where it does not, however few there are', () => {
    expect(judged(0.3, 100).verdict).toBe('holds');
    expect(judged(0.001, 100).verdict).toBe('does not hold');
    expect(judged(1e-9, 5).verdict).toBe('does not hold');
  });

  it('is undecided, with the reason, where draws are few or there is nothing to test', () => {
    expect(judged(0.3, 99)).toMatchObject({ verdict: 'undecided', reason: 'there are 99 independent draws only' });
    expect(judged(NaN, 0)).toMatchObject({ verdict: 'undecided', value: null });
  });
});

describe('a claim of a share', () => {
  // Wilson's 95 % intervals: 19 of 20: 0.764 to 0.991; 10 of 20: 0.299 to 0.701; 0 of 20: 0 to 0.161.
  it.each([
    [19, { above: 0.76 }, 'holds'],
    [19, { above: 0.77 }, 'undecided'],
    [10, { above: 0.71 }, 'does not hold'],
    [0, { below: 0.17 }, 'holds'],
    [0, { below: 0.16 }, 'undecided'],
    [10, { below: 0.29 }, 'does not hold'],
  ])('%d of 20, %p: %s', (cases, bound, verdict) => {
    expect(claimOfShare(claim, { cases, of: 20 }, bound)).toMatchObject({ verdict, value: cases / 20 });
  });

  it('is undecided where there is nothing to count', () => {
    expect(claimOfShare(claim, { cases: 0, of: 0 }, { below: 1 })).toMatchObject({ verdict: 'undecided', value: null });
  });
});

import { describe, expect, it } from '@jest/globals';
import type { SweptRow } from '@fragility/analysis';
import { claimOfSide } from './claims.js';
import { estimate } from './estimate.js';
import { intervalSentence, meansFigure } from './figure.js';
import { meanOf, meansTable, sweptNames } from './means.js';

const row = (seed: number, v: number | null, more: object = {}): SweptRow => ({
  trial: 't',
  model: 'net',
  seed,
  v,
  margin: 1,
  ...more,
});
const spread = (seeds: number, each: number, centre = 0): SweptRow[] =>
  Array.from({ length: seeds * each }, (_, k) =>
    row(k % seeds, centre + (k % seeds) - (seeds - 1) / 2 + 0.01 * (k % 3)),
  );
const claim = { name: 'c', statement: 's', source: 'x', statistic: 'y' };
const judge = (rows: SweptRow[], side: 'above' | 'below' = 'above') =>
  claimOfSide(claim, estimate(rows, meanOf('v')), { side, threshold: 0 });

describe('estimate', () => {
  it('resamples seeds where there are enough: examples of one seed are one draw', () => {
    const few = estimate(spread(4, 100), meanOf('v'));
    const many = estimate(spread(8, 100), meanOf('v'));
    expect([few.resampled, many.resampled]).toEqual(['examples', 'seeds']);
    // The standard error over 8 seeds of spread 2.3 is 0.8; over 400 examples it is 0.06.
    expect(many.interval![1] - many.interval![0]).toBeGreaterThan(2);
    expect(few.interval![1] - few.interval![0]).toBeLessThan(0.5);
    expect(many.value).toBeCloseTo(meanOf('v')(spread(8, 100)), 12);
  });

  it('has no interval where there is nothing to resample or no value', () => {
    expect(estimate([row(1, 2)], meanOf('v'))).toEqual({ n: 1, seeds: 1, value: 2, interval: null, resampled: null });
    expect(estimate([], meanOf('v')).interval).toBeNull();
    expect(estimate([row(1, 0), row(2, 0)], () => NaN)).toMatchObject({ interval: null });
    expect(estimate(spread(6, 1), (rows) => (rows.some(({ seed }) => seed === 0) ? 1 : NaN)).interval).toBeNull();
  });
});

describe('claimOfSide', () => {
  it('decides both ways, and leaves open what the interval leaves open', () => {
    expect(judge(spread(6, 5, 10)).verdict).toBe('holds');
    expect(judge(spread(6, 5, 10), 'below').verdict).toBe('does not hold');
    expect(judge(spread(6, 5, -10)).verdict).toBe('does not hold');
    expect(judge(spread(6, 5, -10), 'below').verdict).toBe('holds');
    expect(judge(spread(6, 5))).toMatchObject({ verdict: 'undecided', reason: expect.stringContaining('has 0 in it') });
  });

  it('is undecided, with the reason, on one seed, on no example, and where the statistic fails', () => {
    expect(judge(spread(1, 9, 10))).toMatchObject({
      verdict: 'undecided',
      reason: expect.stringMatching(/^there is one seed/),
    });
    expect(judge(spread(3, 9, 10)).reason).toMatch(/^there are 3 seeds only/);
    expect(judge([])).toMatchObject({
      verdict: 'undecided',
      value: null,
      interval: null,
      reason: expect.stringMatching(/^no correctly/),
    });
    const broken = estimate(spread(6, 2), (rows) => (rows.some(({ seed }) => seed === 0) ? 1 : NaN));
    expect(claimOfSide(claim, broken, { side: 'above', threshold: 0 }).reason).toMatch(/no value on some/);
  });
});

describe('meansTable and its figure', () => {
  const swept = [8, 16].flatMap((d) => [
    row(0, d, { 'dataset.dimension': d }),
    row(1, d + 2, { 'dataset.dimension': d }),
  ]);

  it('tells models and swept values apart, and leaves empty cells out', () => {
    const names = sweptNames(swept, ['v', 'margin']);
    expect([...names]).toEqual([['dataset.dimension', 'dimension']]);
    const rows = meansTable(
      [...swept, row(2, null, { 'dataset.dimension': 8 })],
      [{ column: 'v', label: 'v' }],
      names,
    ).map((mean) => mean.row);
    expect(rows).toMatchObject([
      { dimension: 8, quantity: 'v', n: 2, mean: 9, median: 9, resampled: 'examples' },
      { dimension: 16, n: 2, mean: 17 },
    ]);
  });

  it('draws a number that is swept as an axis, and other values as series', () => {
    const means = meansTable(swept, [{ column: 'v', label: 'v' }], sweptNames(swept, ['v', 'margin']));
    const rows = means.map((mean) => mean.row);
    const lines = meansFigure({ name: 'f', caption: 'C.', title: 't' }, rows, ['dimension']);
    expect(lines.caption).toBe(
      'C. Intervals are 95 % (examples of these networks resampled); up to 2 examples and 2 seeds each.',
    );
    expect(lines.spec).toHaveProperty('facet');
    const points = meansFigure({ name: 'f', caption: 'C.', title: 't' }, rows.slice(0, 1), ['dimension']);
    expect(points.spec).toMatchObject({ data: { values: [{ series: 'net, dimension 8' }] } });
    expect(points.spec).not.toHaveProperty('facet');
  });

  it('says what its bars are, or that there are none', () => {
    const one = { quantity: 'v', mean: 1, n: 1, seeds: 1 };
    expect(intervalSentence([{ ...one, low: null }], 'networks')).toBe('No intervals: 1 network of 1 seed each.');
    expect(intervalSentence([{ ...one, n: 3, seeds: 3, low: 0.5 }], 'networks')).toBe(
      'Intervals are 95 % (seeds resampled); up to 3 networks and 3 seeds each.',
    );
    expect(intervalSentence([{ ...one, low: 0.5, resampled: 'examples' }], 'classes')).toBe(
      'Intervals are 95 % (classes of these networks resampled); up to 1 class and 1 seed each.',
    );
  });
});

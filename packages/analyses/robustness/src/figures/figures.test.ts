import { describe, expect, it } from '@jest/globals';
import type { Figure, FoundRecord } from '@fragility/analysis';
import { wilson } from '@fragility/numerics';
import { summariseRobustness } from '../summary.js';
import { records, trialOf } from '../testing/records.js';

type Values = Readonly<Record<string, number | string>>[];

const figuresOf = async (...trials: ReturnType<typeof trialOf>[]): Promise<Map<string, Figure>> =>
  new Map(((await summariseRobustness(trials, 0.95)).figures ?? []).map((figure) => [figure.name, figure]));

const valuesOf = (figure: Figure | undefined): Values => (figure!.spec['data'] as { values: Values }).values;

/** [x, y] of the points of one series. */
const curve = (figure: Figure | undefined, series: string, kind = 'step'): unknown[] =>
  valuesOf(figure)
    .filter((one) => one['series'] === series && one['kind'] === kind)
    .map(({ x, y }) => [x, y]);

const LEAST = records('least', null, [3, 1, null, 2, 'skipped']);
const BUDGETED = [
  ...records('pgd', 1, [null, 1, null, null, 'skipped']),
  ...records('pgd', 2, [2, 1, null, null, 'skipped']),
].sort((a, b) => a.id.localeCompare(b.id));

describe('robust accuracy against the budget', () => {
  it('falls at every smallest perturbation, by one example, with Wilson intervals', async () => {
    const figure = (await figuresOf(trialOf(LEAST))).get('robust-accuracy-l2');
    const steps = valuesOf(figure).map(({ x, y, low, high }) => [x, y, low, high]);
    expect(steps).toEqual(
      [
        [0, 4],
        [1, 3],
        [2, 2],
        [3, 1],
        [3, 1],
      ].map(([x, robust]) => [x, robust! / 5, ...wilson(robust!, 5)]),
    );
    expect(figure!.caption).toContain('(n = 5)');
  });

  it('falls at the budgets of an attack that has some, and the worst case at every point that any attack found', async () => {
    const figure = (await figuresOf(trialOf([...BUDGETED, ...LEAST]))).get('robust-accuracy-l2');
    expect(curve(figure, 'pgd')).toEqual([
      [0, 4 / 5],
      [1, 3 / 5],
      [2, 2 / 5],
    ]);
    expect(curve(figure, 'pgd', 'budget')).toEqual(curve(figure, 'pgd').slice(1));
    expect(curve(figure, 'worst case')).toEqual([
      [0, 4 / 5],
      [1, 3 / 5],
      [2, 1 / 5],
      [3, 1 / 5],
    ]);
    expect(figure!.caption).toMatch(/exact.*Points are the budgets.*worst case takes the nearest/);
  });

  it('keeps the last step of each place where there are more than can be seen', async () => {
    const many = records(
      'least',
      null,
      Array.from({ length: 5000 }, (_, k) => (k + 1) / 5000),
    );
    const steps = curve((await figuresOf(trialOf(many))).get('robust-accuracy-l2'), 'net') as [number, number][];
    expect(steps.length).toBeLessThan(310);
    for (const [x, y] of steps) expect(y).toBeCloseTo(1 - x, 12);
    expect(steps.at(-1)).toEqual([1, 0]);
  });

  it('is a figure for every norm and criterion', async () => {
    const linf = records('fgsm', 0.1, [0.1, null], { norm: 'linf' });
    const aimed = records('aimed', 1, [0.1, null], { target: 3 });
    expect([...(await figuresOf(trialOf([...LEAST, ...linf, ...aimed]))).keys()]).toEqual([
      'robust-accuracy-l2',
      'distances-l2',
      'robust-accuracy-linf',
      'robust-accuracy-l2-targeted',
    ]);
  });

  it('has panels for models under several attacks, and one for models under one', async () => {
    const two = (found: readonly FoundRecord[]): Promise<Map<string, Figure>> =>
      figuresOf(trialOf(found), trialOf(found, { model: 'other' }));
    const several = (await two([...BUDGETED, ...LEAST])).get('robust-accuracy-l2')!;
    expect(several.spec['facet']).toMatchObject({ field: 'panel' });
    expect(new Set(valuesOf(several).map(({ panel }) => panel))).toEqual(new Set(['net', 'other']));
    const one = (await two(LEAST)).get('robust-accuracy-l2')!;
    expect(one.spec).not.toHaveProperty('facet');
    expect(new Set(valuesOf(one).map(({ series }) => series))).toEqual(new Set(['net', 'other']));
  });

  it('shows swept values under the strongest attack, no more than eyes can tell apart, and says so', async () => {
    const sweep = Array.from({ length: 9 }, (_, k) =>
      trialOf([...BUDGETED, ...LEAST], { swept: { 'dataset.dimension': 2 ** k } }),
    );
    const figure = (await figuresOf(...sweep)).get('robust-accuracy-l2')!;
    const series = [...new Set(valuesOf(figure).map((one) => one['series']))];
    expect(series).toHaveLength(7);
    expect([series[0], series.at(-1)]).toEqual(['dimension 1', 'dimension 256']);
    expect(figure.caption).toContain('7 of 9 settings are shown');
    expect(JSON.stringify(figure.spec)).toContain('"title":"under worst case"');
  });
});

describe('degenerate samples', () => {
  const finite = (values: Values): boolean =>
    values.every((row) => !Object.values(row).includes(NaN) && !Object.values(row).includes(Infinity));

  it('draw nothing where nothing has a size: none clean, none found', async () => {
    expect((await figuresOf(trialOf(records('least', null, [null, null])))).size).toBe(0);
    expect((await figuresOf(trialOf(records('least', null, ['skipped', 'skipped'])))).size).toBe(0);
  });

  it('draw a line where all are robust, and where none is clean, at the budgets', async () => {
    for (const found of [
      [null, null],
      ['skipped', 'skipped'],
    ] as const) {
      const figures = await figuresOf(trialOf([...records('a', 1, found), ...records('b', 1, found)]));
      expect([...figures.keys()]).toEqual(['robust-accuracy-l2']);
      expect(finite(valuesOf(figures.get('robust-accuracy-l2')))).toBe(true);
    }
  });
});

describe('other figures', () => {
  it('boxes hold the quantiles of what was found, and say for how many nothing was', async () => {
    const found = records('least', null, [...Array.from({ length: 21 }, (_, k) => k), null, 'skipped']);
    expect(valuesOf((await figuresOf(trialOf(found))).get('distances-l2'))).toEqual([
      { label: 'least (21, none for 1)', from: 1, low: 5, middle: 10, high: 15, to: 19 },
    ]);
  });

  it('success rises with the passes of each example, over those that were attacked', async () => {
    const spent = (passes: number[]): FoundRecord[] =>
      records('pgd', 1, [0.5, 0.5, null, 'skipped']).map((one, k) => ({ ...one, forwards: passes[k]!, backwards: 1 }));
    const values = valuesOf((await figuresOf(trialOf(spent([3, 1, 40, 1])))).get('success-queries'));
    expect(values.map(({ x, y }) => [x, y])).toEqual([
      [2, 0],
      [2, 1 / 3],
      [4, 2 / 3],
      [4, 2 / 3],
    ]);
    expect((await figuresOf(trialOf(spent([3, 3, 3, 3])))).has('success-queries')).toBe(false);
  });

  it('bars of the worst case add up to one, with words where there is room', async () => {
    const found = [
      ...records('a', 1, [0.1, ...Array(19).fill(0.5)]),
      ...records('b', 1, [0.2, ...Array(19).fill(0.4)]),
    ];
    const pieces = valuesOf((await figuresOf(trialOf(found))).get('worst-case-l2'));
    expect(pieces.map(({ attack, from, to, words }) => [attack, from, to, words])).toEqual([
      ['a', 0, 0.05, ''],
      ['b', 0.05, 1, 'b 95 %'],
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Measurement, Summary } from '@fragility/analysis';
import { analysisChecks } from '@fragility/analysis/conformance';
import { random } from '@fragility/numerics';
import { parseParams, runChecks } from '@fragility/plugin';
import { scalingLaw } from './scaling-law.js';

const claim = { exponent: -0.5, halfWidth: 0.05, statement: 'It falls like 1/√d.', source: 'here' };

/** Draws of y = 3 d^b n^c with noise, over a grid. */
function power(b: number, c: number, seeds: number, noise = 0.05): Measurement[] {
  const stream = random(5);
  return [16, 32, 64].flatMap((d) =>
    [10, 20].flatMap((n) =>
      Array.from({ length: seeds }, (_, seed) => ({
        ...{ trial: `${d}/${n}/${seed}`, model: 'm', seed, example: null, draw: `${seed}/0` },
        swept: { 'dataset.dimension': d, 'dataset.count': n },
        value: 3 * d ** b * n ** c * Math.exp(noise * stream.normal()),
      })),
    ),
  );
}

const concluded = async (list: readonly Measurement[], params: object): Promise<Summary> =>
  scalingLaw.summarise!(
    [],
    parseParams('analysis/scaling-law', scalingLaw.params, { of: 'a.y', ...params }) as never,
    [],
    async (name) => (name === 'a.y' ? list : []),
  );

describe('scaling law', () => {
  it('tells the exponents of two swept values apart, with intervals that hold them', async () => {
    const { tables, metrics } = await concluded(power(-0.5, 0.25, 12), {
      over: ['dataset.dimension', 'dataset.count'],
    });
    expect(tables![0]!.rows).toEqual([
      expect.objectContaining({ series: 'm', over: 'dataset.dimension', points: 6, fewest_draws: 12 }),
      expect.objectContaining({ over: 'dataset.count' }),
    ]);
    for (const [path, exponent] of [
      ['dataset.dimension', -0.5],
      ['dataset.count', 0.25],
    ] as const) {
      expect(metrics![`m/${path}/low`]).toBeLessThan(exponent);
      expect(metrics![`m/${path}/high`]).toBeGreaterThan(exponent);
      expect(Math.abs(metrics![`m/${path}/exponent`]! - exponent)).toBeLessThan(0.05);
    }
  });

  it('makes a series of each model and each other swept value', async () => {
    const { tables } = await concluded(power(-0.5, 0.25, 6), { over: ['dataset.dimension'] });
    expect(tables![0]!.rows.map(({ series }) => series)).toEqual(['m, count 10', 'm, count 20']);
  });

  it.each([
    [-0.5, 30, 'holds'],
    [-0.3, 30, 'does not hold'],
    [-0.5, 3, 'undecided'],
  ])('judges a claim of −1/2 where the exponent is %p in %p seeds: %s', async (b, seeds, verdict) => {
    const { claims } = await concluded(power(b, 0, seeds), {
      over: ['dataset.dimension', 'dataset.count'],
      claims: [claim],
    });
    expect(claims).toEqual([expect.objectContaining({ verdict, statement: 'It falls like 1/√d.' })]);
  });

  it('concludes from the rows that are chosen, and says which', async () => {
    const asked: unknown[] = [];
    const { headlines } = await scalingLaw.summarise!(
      [],
      parseParams('analysis/scaling-law', scalingLaw.params, {
        ...{ of: 'a.y', over: ['dataset.dimension'], where: { against: 'random', kind: [1, true], model: 'm' } },
      }) as never,
      [],
      async (column, where) => {
        asked.push(column, where);
        return power(-0.5, 0, 6).filter(({ swept }) => swept['dataset.count'] === 10);
      },
    );
    expect(asked).toEqual(['a.y', { against: 'random', kind: [1, true], model: 'm' }]);
    expect(headlines![0]!.label).toBe('m, count 10: mean a.y where against is random and kind is 1 or true');
  });

  it('says so where nothing was measured', async () =>
    expect((await concluded([], { over: ['dataset.dimension'], where: { against: 'randm' } })).headlines).toEqual([
      { label: 'mean a.y where against is randm', value: 'undecided: nothing was measured' },
    ]));

  it('counts what one draw holds several times once', async () => {
    const once = power(-0.5, 0, 8);
    const of = async (list: readonly Measurement[]): Promise<Summary> =>
      concluded(list, { over: ['dataset.dimension', 'dataset.count'] });
    const [{ metrics }, { tables, metrics: twice }] = [await of(once), await of([...once, ...once, ...once])];
    expect(tables![0]!.rows[0]).toMatchObject({ fewest_draws: 8 });
    for (const [name, value] of Object.entries(metrics!)) expect(twice![name]).toBeCloseTo(value, 10);
  });

  it.each([
    ['nothing', [], /^$/],
    ['one point', power(-0.5, 0, 8).filter(({ swept }) => swept['dataset.dimension'] === 16), /1 points?, and 3/],
    ['values that are 0', power(-0.5, 0, 8).map((one) => ({ ...one, value: 0 })), /not above 0/],
  ])('is undecided, with the reason, for %s', async (_, list, reason) => {
    const {
      claims = [],
      tables,
      figures,
      metrics,
    } = await concluded(
      list.filter(({ swept }) => swept['dataset.count'] === 10),
      { over: ['dataset.dimension'], claims: [claim] },
    );
    expect([tables, metrics]).toEqual([[], {}]);
    expect(figures).toEqual([]);
    expect(claims.map(({ verdict }) => verdict)).toEqual(list.length > 0 ? ['undecided'] : []);
    expect(claims[0]?.reason ?? '').toMatch(reason);
  });

  it('is a sound analysis', async () => {
    const checks = analysisChecks(scalingLaw, {
      params: { of: 'a.y', over: ['dataset.dimension', 'dataset.count'], claims: [claim] },
      given: () => ({}),
      measured: { 'a.y': power(-0.5, 0.1, 6) },
    });
    expect((await runChecks(checks)).filter(({ passed }) => !passed)).toEqual([]);
  });
});

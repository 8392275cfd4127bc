import { describe, expect, it } from '@jest/globals';
import type { Measurement, Summary } from '@fragility/analysis';
import { analysisChecks } from '@fragility/analysis/conformance';
import { random } from '@fragility/numerics';
import { parseParams, runChecks } from '@fragility/plugin';
import { explanations } from './explanations.js';

type Columns = Readonly<Record<string, readonly Measurement[]>>;

const measured = (values: readonly number[], model = 'm'): Measurement[] =>
  values.map((value, k) => ({
    ...{ trial: `t${k % 2}`, model, seed: k % 2, swept: {}, example: `${k}`, draw: `${k % 2}/0`, value },
  }));

/** δ = cause · noise; an echo of the cause, and chance. */
function planted(n: number): Columns {
  const stream = random(11);
  const cause = Array.from({ length: n }, () => Math.exp(stream.normal()));
  return {
    'ddn.distance': measured(cause.map((value) => value * Math.exp(0.2 * stream.normal()))),
    'a.cause': measured(cause),
    'a.echo': measured(cause.map((value) => value * Math.exp(0.5 * stream.normal()))),
    'a.chance': measured(cause.map(() => stream.normal())),
  };
}

const concluded = async (columns: Columns, by: readonly string[]): Promise<Summary> =>
  explanations.summarise!(
    [],
    parseParams('analysis/explanations', explanations.params, { of: 'ddn.distance', by }) as never,
    [],
    async (name) => columns[name] ?? [],
  );

describe('explanations', () => {
  it('finds the cause, and that its echo and chance add nothing', async () => {
    const { tables, claims, metrics } = await concluded(planted(300), ['a.cause', 'a.echo', 'a.chance']);
    const [cause, echo, chance] = tables![0]!.rows as Record<string, number>[];
    expect(cause).toMatchObject({ candidate: 'log a.cause', examples: 300 });
    expect(cause!['r2_left_out']).toBeGreaterThan(0.9);
    expect(cause!['partial_low']).toBeGreaterThan(0.8);
    expect(echo!['r2_left_out']).toBeGreaterThan(0.6);
    expect([echo!['partial_low']! < 0.1, echo!['partial_high']! > -0.1]).toEqual([true, true]);
    expect(chance).toMatchObject({ candidate: 'a.chance' });
    expect(chance!['r2_left_out']).toBeLessThan(0.02);
    expect(claims).toEqual([expect.objectContaining({ verdict: 'holds' })]);
    expect(metrics!['m/together/r2']).toBeGreaterThan(0.9);
  });

  it('judges the first candidate both ways', async () => {
    const all = planted(300);
    expect((await concluded(all, ['a.echo', 'a.cause'])).claims![0]).toMatchObject({ verdict: 'does not hold' });
    const same = {
      ...all,
      'a.twin': all['a.cause']!.map((one, k) => ({ ...one, value: one.value * (k % 2 ? 1.001 : 1) })),
    };
    expect((await concluded(same, ['a.cause', 'a.twin'])).claims![0]).toMatchObject({ verdict: 'undecided' });
    expect((await concluded(all, ['a.cause'])).claims).toEqual([]);
  });

  it('joins by trial and example, takes the smallest of several, and says how many it knows', async () => {
    const all = planted(60);
    const partly = {
      ...all,
      'a.cause': all['a.cause']!.slice(0, 30),
      'ddn.distance': [
        ...all['ddn.distance']!,
        ...all['ddn.distance']!.map((one) => ({ ...one, value: one.value * 9 })),
      ],
    };
    const { tables, headlines } = await concluded(partly, ['a.cause']);
    expect(tables![0]!.rows[0]).toMatchObject({ examples: 30 });
    expect(headlines![0]!.warnings).toEqual([
      { code: 'explanations/missing', sentence: 'of 60 examples all columns are known of 30 only' },
    ]);
    expect(tables![0]!.rows[0]!['r2_left_out']).toBeGreaterThan(0.8);
  });

  it.each([
    ['few examples', planted(8), /8 examples of which all is known/],
    [
      'a candidate that is constant',
      { ...planted(40), 'a.cause': measured(Array<number>(40).fill(2)) },
      /a.cause is the same/,
    ],
    ['nothing in common', { ...planted(40), 'a.cause': [] }, /0 examples/],
  ])('is undecided, with the reason, for %s', async (_, columns, reason) => {
    const { claims, tables, figures, headlines } = await concluded(columns, ['a.cause', 'a.echo']);
    expect(claims).toEqual([expect.objectContaining({ verdict: 'undecided', reason: expect.stringMatching(reason) })]);
    expect([tables, figures]).toEqual([[], []]);
    expect(headlines![0]!.value).toMatch(reason);
  });

  it('is a sound analysis', async () => {
    const checks = analysisChecks(explanations, {
      params: { of: 'ddn.distance', by: ['a.cause', 'a.echo'] },
      given: () => ({}),
      measured: planted(40),
    });
    expect((await runChecks(checks)).filter(({ passed }) => !passed)).toEqual([]);
  });
});

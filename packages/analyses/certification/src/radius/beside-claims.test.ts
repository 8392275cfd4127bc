import { describe, expect, it } from '@jest/globals';
import { sweptRows } from '../testing/analysis.js';
import { besideClaims } from './beside-claims.js';
import { summariseRadii } from './radius-summary.js';

const beside = { column: 'compression-prediction.predicted', of: () => undefined };
const known = (values: readonly number[]) => values.map((value) => ({ value, lower: 1, distance: 2 }));
const times = (n: number, value: number): number[] => new Array<number>(n).fill(value);

describe('claims of numbers beside radii', () => {
  const verdicts = (values: readonly number[]): string[] =>
    besideClaims('net', beside, 'l2', known(values)).map(({ verdict }) => verdict);

  it('hold where the numbers are what the smallest perturbation can be', () => {
    expect(verdicts(times(40, 1.5))).toEqual(['holds', 'holds']);
    expect(verdicts([...times(20, 1), ...times(20, 2)])).toEqual(['holds', 'holds']);
  });

  it('do not where they are below what is proven, or beyond what was found', () => {
    expect(verdicts(times(40, 0.99))).toEqual(['does not hold', 'does not hold']);
    expect(verdicts(times(40, 2.01))).toEqual(['holds', 'does not hold']);
  });

  it('are undecided where few are known', () => {
    expect(verdicts(times(3, 1.5))).toEqual(['undecided', 'undecided']);
    expect(verdicts([])).toEqual(['undecided', 'undecided']);
  });

  it('stand in the summary with a table, of the examples of which all is known', async () => {
    const rows = sweptRows(
      [
        { lower: 1, attack_distance: 2 },
        { lower: 1, attack_distance: 2 },
        { lower: 1, attack_distance: null },
      ].map((one, k) => ({ id: `p-${k}`, correct: true, exact: null, gap: null, verdict: 'open', seconds: 1, ...one })),
    );
    const measured = [0.5, 1.5, 1.5].map((value, k) => ({
      ...{ trial: 't', model: 'net', seed: 0, swept: {}, draw: '0', value },
      example: `p-${k}`,
    }));
    const options = { norm: 'l2', beside: beside.column } as const;
    const { tables, claims } = await summariseRadii(rows, Object.keys(rows[0]!), options, async () => measured);
    expect(tables![1]).toMatchObject({
      name: 'certified-beside-l2',
      rows: [{ examples: 2, below_lower: 0.5, between: 0.5, above_attack: 0, median_ratio: 0.5 }],
    });
    expect(claims!.map(({ name, value }) => [name, value])).toEqual([
      ['net/refuted', 0.5],
      ['net/between', 0.5],
    ]);
  });
});

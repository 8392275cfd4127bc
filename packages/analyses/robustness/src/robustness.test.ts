import { describe, expect, it } from '@jest/globals';
import { runAnalysis, type AttackHandle, type FoundRecord, type SweptTrial, type TableRow } from '@fragility/analysis';
import { analysisChecks } from '@fragility/analysis/conformance';
import { random, wilson } from '@fragility/numerics';
import { runChecks } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin, { robustness } from './index.js';
import { summariseRobustness } from './summary.js';
import { attacksOf } from './testing/attacks.js';

const INPUT = { norm: 'linf', label: 0, skipped: false, class: 0, margin: 1, backwards: 0 } as const;

/**
 * Four examples by hand: `d` is misclassified. `fast` fools none at 1 and `b` at 2; `slow` fools `a` at 1 and 2, with 0.5; so one of four is
 * robust to both at 2 (`c`).
 */
const fooled = (
  attack: string,
  id: string,
  budget: number,
  distance: number | null,
  forwards: number,
): FoundRecord => ({
  ...{ ...INPUT, id, attack, budget, distance, forwards },
  outcome: distance === null ? 'robust' : 'fooled',
  success: distance !== null,
});
const skipped = (attack: string, budget: number): FoundRecord => ({
  ...{ ...INPUT, id: 'd', attack, budget, distance: 0, forwards: 1 },
  outcome: 'skipped',
  success: true,
  skipped: true,
});
const FAST = [
  ...[fooled('fast', 'a', 1, null, 2), fooled('fast', 'a', 2, null, 4)],
  ...[fooled('fast', 'b', 1, null, 2), fooled('fast', 'b', 2, 1.5, 3)],
  ...[fooled('fast', 'c', 1, null, 2), fooled('fast', 'c', 2, null, 4)],
  ...[skipped('fast', 1), skipped('fast', 2)],
];
const SLOW = [
  ...[fooled('slow', 'a', 1, 0.5, 9), fooled('slow', 'a', 2, 0.5, 9)],
  ...[fooled('slow', 'b', 1, null, 20), fooled('slow', 'b', 2, null, 40)],
  ...[fooled('slow', 'c', 1, null, 20), fooled('slow', 'c', 2, null, 40)],
  ...[skipped('slow', 1), skipped('slow', 2)],
];
const handle = (name: string, records: readonly FoundRecord[]): AttackHandle => ({
  ...attacksOf(records)[0]!,
  name,
  goal: 'fixed-budget',
  async *records() {
    for (const one of records) yield { ...one, attack: 'definition', distance: one.distance ?? Infinity };
  },
  attack: async function* () {},
});
const trial = (seed: number, records: readonly FoundRecord[] = [...FAST, ...SLOW]): SweptTrial => ({
  ...{ trial: `t${seed}`, model: 'net', seed, swept: {}, probabilities: false },
  attacks: attacksOf(records),
});

const ROWS: TableRow[] = [
  row('fast', 1, 0, null, 7 / 4),
  row('fast', 2, 1, null, 12 / 4),
  row('slow', 1, 1, null, 50 / 4),
  row('slow', 2, 1, null, 90 / 4),
  row('worst case', 1, 1, null, 57 / 4),
  row('worst case', 2, 2, 1.5, 102 / 4),
];

/** A row of four examples of which one is misclassified and `broken` are fooled. */
function row(attack: string, budget: number, broken: number, distance: number | null, forwards: number): TableRow {
  const [low, high] = wilson(3 - broken, 4);
  return {
    ...{ attack, norm: 'linf', budget, examples: 4, clean_accuracy: 0.75, robust_accuracy: (3 - broken) / 4 },
    ...{ median_distance: distance, forwards_per_example: forwards, robust_low: low, robust_high: high },
  };
}

describe('robustness', () => {
  it('keeps the contract of analyses and of plugins', async () => {
    const given = (): object => ({ attacks: [handle('fast', FAST), handle('slow', SLOW)] });
    const checks = analysisChecks(robustness, { params: { confidence: 0.9 }, given, trials: [trial(1), trial(2)] });
    const verdicts = [...(await runChecks(checks)), ...(await runChecks(pluginChecks(plugin)))];
    expect(verdicts.filter(({ passed }) => !passed)).toEqual([]);
  });

  it('yields, for one trial, every attack at every budget and the worst case, as counted by hand', async () => {
    const given = { attacks: [handle('fast', FAST), handle('slow', SLOW)], random: random(1) } as never;
    const rows: unknown[] = [];
    for await (const one of runAnalysis(robustness, {}, given)) rows.push(one);
    expect(rows).toEqual(ROWS.map((one) => ({ ...one, criterion: 'untargeted' })));
  });

  it('summarises the same, with headlines', async () => {
    const { tables, headlines } = await summariseRobustness([trial(1)], 0.95);
    expect(tables![0]).toEqual({
      name: 'robust-accuracy',
      title: 'Robust accuracy',
      rows: ROWS.map((one) => ({ model: 'net', ...one })),
    });
    expect(headlines).toEqual([
      { label: 'Accuracy: net, fast (L∞)', value: '75.0 % clean, 75.0 % at 1, 50.0 % at 2' },
      { label: 'Accuracy: net, slow (L∞)', value: '75.0 % clean, 50.0 % at 1, 50.0 % at 2' },
      { label: 'Accuracy: net, worst case (L∞)', value: '75.0 % clean, 50.0 % at 1, 25.0 % at 2' },
    ]);
  });

  it('pools seeds: counts, intervals and medians are those of all examples together', async () => {
    const near = SLOW.map((one) => (one.success && !one.skipped ? { ...one, distance: 0.25 } : one));
    const { tables } = await summariseRobustness([trial(1), trial(2, [...FAST, ...near])], 0.95);
    const worst = tables![0]!.rows.find(({ attack, budget }) => attack === 'worst case' && budget === 2)!;
    // Six attacked examples at 0.25, 0.5, 1.5, 1.5, ∞, ∞; two of eight are robust.
    expect(worst).toMatchObject({ examples: 8, robust_accuracy: 2 / 8, median_distance: 1.5 });
    expect([worst['robust_low'], worst['robust_high']]).toEqual(wilson(2, 8));
  });

  it('tells models and swept values apart, by their short names', async () => {
    const trials = [2, 3].map((dimension) => ({ ...trial(1), swept: { 'dataset.dimension': dimension } }));
    const { tables, headlines } = await summariseRobustness([...trials, { ...trials[0]!, model: 'other' }], 0.95);
    const rows = tables![0]!.rows;
    expect(rows).toHaveLength(3 * ROWS.length);
    expect(Object.keys(rows[0]!).slice(0, 5)).toEqual(['model', 'dimension', 'attack', 'norm', 'budget']);
    expect(headlines).toBeUndefined();
  });

  it('says of smallest perturbations how large half of them are, at most', async () => {
    const smallest = (distances: (number | null)[]): SweptTrial =>
      trial(
        1,
        distances.map((distance, i) => ({ ...fooled('min', `e${i}`, 0, distance, 5), budget: null, norm: 'l2' })),
      );
    expect((await summariseRobustness([smallest([1, 2, null])], 0.95)).headlines).toEqual([
      { label: 'Median smallest perturbation: net, min (L2)', value: '2 (100.0 % clean)' },
    ]);
    expect((await summariseRobustness([smallest([1, null, null])], 0.95)).headlines![0]!.value).toBe(
      'none found for half of the examples',
    );
  });

  it('lists targeted attacks apart, and no example of the class of the target', async () => {
    const aimed = (id: string, budget: number, reached: boolean, target = 3): FoundRecord => ({
      ...{ ...fooled('aimed', id, budget, reached ? 0.1 : null, 2), target },
    });
    const own = { ...aimed('d', 1, false, 0), outcome: 'skipped', skipped: true } as const;
    const before = { ...aimed('e', 1, true), distance: 0, outcome: 'skipped', skipped: true } as const;
    const records = [...FAST, aimed('a', 1, true), aimed('b', 1, false), aimed('c', 1, false), own, before];
    const { tables, headlines } = await summariseRobustness([trial(1, records)], 0.95);
    const rows = tables![0]!.rows;
    expect(rows.map(({ attack, criterion }) => [attack, criterion])).toEqual([
      ['fast', 'untargeted'],
      ['fast', 'untargeted'],
      ['aimed', 'targeted'],
    ]);
    expect(rows[2]).toMatchObject({ examples: 4, clean_accuracy: 3 / 4, robust_accuracy: 2 / 4 });
    expect(headlines!.at(-1)).toEqual({
      label: 'Led to the target: net, aimed (L∞)',
      value: '25.0 % before, 50.0 % at 1',
    });
    const worst = await summariseRobustness([trial(1, [...FAST, ...SLOW, ...records.slice(FAST.length)])], 0.95);
    const before2 = (await summariseRobustness([trial(1)], 0.95)).tables![0]!.rows.slice(-2);
    expect(worst.tables![0]!.rows.slice(-2)).toEqual(before2.map((one) => ({ ...one, criterion: 'untargeted' })));
  });

  it('has nothing to say without trials', async () => expect(await summariseRobustness([], 0.95)).toEqual({}));
});

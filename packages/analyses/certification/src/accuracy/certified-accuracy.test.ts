import { describe, expect, it } from '@jest/globals';
import { wilson } from '@fragility/numerics';
import { parseParams } from '@fragility/plugin';
import { attackOf, rowsOf, summaryOf, sweptRows, trialOf } from '../testing/analysis.js';
import { alongAxis } from '../testing/problem.js';
import { certifiedAccuracy } from './certified-accuracy.js';

/** f_0 − f_1 = 2 x_1: the distance of an example of class 0 is x_1 in every norm. */
const given = {
  ...alongAxis([1, 2, 3, -1]),
  attacks: [attackOf('a', 'l2', { 'p-0': 1.1, 'p-1': 2.6 }), attackOf('b', 'l2', { 'p-1': 2.2, 'p-2': null })],
};
const params = { budgets: { l2: [2.5, 0, 1.5], l1: [0.5] }, method: 'crown' };

describe('certified-accuracy', () => {
  it('counts by hand what is proven, what attacks fooled and what is left open', async () => {
    const rows = await rowsOf(certifiedAccuracy, params, given);
    expect(rows.map(({ norm, budget, certified, fooled }) => [norm, budget, certified, fooled])).toEqual([
      ['l2', 0, 3, 0],
      ['l2', 1.5, 2, 1],
      ['l2', 2.5, 1, 2],
      ['l1', 0.5, 3, null],
    ]);
    const [low, high] = wilson(2, 4);
    expect(rows[1]).toMatchObject({ examples: 4, correct: 3, certified_accuracy: 0.5, certified_low: low });
    expect(rows[1]).toMatchObject({ certified_high: high, robust_accuracy: 0.5 });
    expect(rows[3]).toMatchObject({ robust_accuracy: null });
  });

  it('draws the proven curve below the steps of the worst case, and pools seeds', async () => {
    const own = await rowsOf(certifiedAccuracy, params, given);
    const rows = [...sweptRows(own), ...sweptRows(own, { trial: 't2', seed: 1 })];
    const trials = [trialOf(given.attacks), trialOf(given.attacks, { trial: 't2', seed: 1 })];
    const { figures, tables, metrics, headlines } = await summaryOf(certifiedAccuracy, rows, params, trials);
    expect(tables![0]!.rows[1]).toMatchObject({ examples: 8, certified_accuracy: 0.5, robust_accuracy: 0.5, open: 0 });
    expect(metrics).toMatchObject({ 'net/l2 1.5/certified_accuracy': 0.5, 'net/l1 0.5/certified_accuracy': 0.75 });
    expect(headlines![0]!.value).toContain('50.0 % certified at 1.5, attacks leave 50.0 %');
    expect(figures!.map(({ name }) => name)).toEqual(['certified-accuracy-l2', 'certified-accuracy-l1']);
    const values = (figures![0]!.spec['data'] as { values: { series: string; x: number; y: number }[] }).values;
    const steps = values.filter(({ series }) => series.startsWith('robust')).map(({ x, y }) => [x, y]);
    expect(steps).toEqual([
      [0, 0.75],
      [1.1, 0.5],
      [2.2, 0.25],
      [2.5, 0.25],
    ]);
  });

  it('ends the run where an attack fooled an example within a budget that is proven', async () => {
    const attacks = [attackOf('wrong', 'l2', { 'p-2': 1.25 })];
    await expect(rowsOf(certifiedAccuracy, params, { ...given, attacks })).rejects.toMatchObject({
      code: 'certification/unsound',
      message: expect.stringMatching(
        /'p-2' in L2: a radius of 2\.5 is certified, yet attack 'wrong' found .* at 1\.25/,
      ),
    });
  });

  it('wants budgets in one norm at least', () => {
    const parsed = (budgets: object) => () => parseParams('x', certifiedAccuracy.params, { budgets });
    expect(parsed({})).toThrow(/budgets in one norm at least/);
    expect(parsed({ linf: [] })).toThrow(/linf/);
    expect(parsed({ linf: [-1] })).toThrow(/linf/);
    expect(parsed({ l0: [1] })).toThrow(/l0/);
  });
});

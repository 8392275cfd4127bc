import { describe, expect, it } from '@jest/globals';
import { collect, recordQueries } from '@fragility/attack/conformance';
import { distance } from '@fragility/numerics';
import { apgd, apgdT } from './index.js';
import { problem } from './testing/problem.js';

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe.each(['linf', 'l2', 'l1'] as const)('by default, %s', (norm) => {
  it('APGD takes 100 steps, APGD-T 100 for each of nine classes, on examples that hold', async () => {
    const { model, examples, optima } = problem(1, true, 12, 2);
    const budgets = [optima(norm).map((d) => 0.5 * d)];
    for (const { forwards, backwards } of await collect(model, apgd, examples, { norm, budgets }))
      expect([forwards, backwards]).toEqual([101, 100]);
    for (const { forwards, backwards } of await collect(model, apgdT, examples, { norm, budgets }))
      expect([forwards, backwards]).toEqual([910, 900]);
  });
});

describe('starts', () => {
  it('are random, as many as asked for, at the end of the budget, and depend on the seed', async () => {
    const { model, examples } = problem(1, false, 4, 1);
    const asked = async (seed: number): Promise<Float64Array[]> => {
      const { model: seen, gradientsAt } = recordQueries(model);
      await collect(seen, apgd, examples, { norm: 'l2', budgets: [0.01], params: { steps: 5, restarts: 3 }, seed });
      expect(gradientsAt).toHaveLength(15);
      return [gradientsAt[0]!, gradientsAt[5]!, gradientsAt[10]!];
    };
    const starts = await asked(1);
    for (const start of starts) expect(distance(start, examples.inputs.data, 'l2')).toBeCloseTo(0.01, 6);
    expect(new Set(starts.map(([x]) => x)).size).toBe(3);
    expect(await asked(1)).toEqual(starts);
    expect((await asked(2))[0]).not.toEqual(starts[0]);
  });
});

describe('the classes of APGD-T', () => {
  const given = problem(1, false, 10, 20, { uneven: 1 });
  const run = (params: object) => {
    const budgets = [given.optima('l2').map((d) => 1.001 * d)];
    return collect(given.model, apgdT, given.examples, { norm: 'l2', budgets, params });
  };

  it('nearest first: the first is the one that falls, though it is often not the likeliest', async () => {
    const nearest = await run({ order: 'linearised', targets: 1 });
    expect(nearest.filter(({ success }) => success)).toHaveLength(20);
    const likeliest = await run({ targets: 1 });
    expect(likeliest.filter(({ success }) => success).length).toBeLessThan(18);
  });

  it('nearest first costs nine gradients and saves more', async () => {
    const [nearest, likeliest] = [await run({ order: 'linearised' }), await run({})];
    expect(Math.min(...nearest.map(({ backwards }) => backwards))).toBeGreaterThanOrEqual(9);
    expect(sum(nearest.map(({ backwards }) => backwards))).toBeLessThan(
      sum(likeliest.map(({ backwards }) => backwards)),
    );
  });

  it('are the target alone in a targeted attack', async () => {
    const { model, examples, optima } = given;
    const targets = examples.labels.map((label) => (label + 1) % 10);
    const budgets = [optima('l2').map((d) => 0.5 * d)];
    for (const { backwards } of await collect(model, apgdT, examples, { norm: 'l2', budgets, targets }))
      expect(backwards).toBe(100);
  });
});

it('the untargeted ratio locks on a class out of reach where classes differ in steepness: targets free it', async () => {
  const { model, examples, optima } = problem(1, true, 10, 20, { uneven: 1 });
  const budgets = [optima('linf').map((d) => 1.001 * d)];
  const fooled = async (targets: number): Promise<number> => {
    const records = await collect(model, apgd, examples, { norm: 'linf', budgets, params: { loss: 'dlr', targets } });
    return records.filter(({ success }) => success).length;
  };
  expect(await fooled(0)).toBeLessThan(20);
  expect(await fooled(9)).toBe(20);
});

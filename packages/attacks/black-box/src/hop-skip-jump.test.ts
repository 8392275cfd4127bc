import { describe, expect, it } from '@jest/globals';
import type { Example } from '@fragility/attack';
import { collect, recordQueries } from '@fragility/attack/conformance';
import { distance, random, row } from '@fragility/numerics';
import { hopSkipJump } from './index.js';
import { constant, problem, zero } from './testing/problem.js';

const COUNT = 2;

/** Distances over exact optima, ascending, and the largest number of forward passes. */
async function excess(
  norm: 'l2' | 'linf',
  scale: number,
  bounded: boolean,
  params: object,
  classes = 2,
  count = COUNT,
) {
  const { model, examples, optima } = problem(scale, bounded, classes, count);
  const exact = optima(norm);
  const records = await collect(model, hopSkipJump, examples, { norm, params });
  return {
    ratios: records.map((record, i) => record.distance / exact[i]!).sort((a, b) => a - b),
    forwards: Math.max(...records.map(({ forwards }) => forwards)),
  };
}

it.each([
  ['l2', 8, 1800, true],
  ['linf', 12, 3200, false],
] as const)(
  'comes within 1.1 times the %s optimum of linear models, d = 64, in %d steps and %d decisions; bounded %s',
  async (norm, steps, most, bounded) => {
    const { ratios, forwards } = await excess(norm, 1, bounded, { steps });
    expect(forwards).toBeLessThanOrEqual(most);
    expect(ratios[0]).toBeGreaterThanOrEqual(1 - 1e-9);
    expect(ratios.at(-1)).toBeLessThanOrEqual(1.1);
  },
);

it.each(['l2', 'linf'] as const)(
  'goes on with the nearest of ten classes in %s, within the same decisions',
  async (norm) => {
    const steps = 24;
    const { ratios, forwards } = await excess(norm, 1, false, { steps }, 10, 1);
    expect(ratios[0]).toBeLessThanOrEqual(1.05);
    const planned = Array.from({ length: steps }, (_, k) => 100 * Math.sqrt(k + 1)).reduce((a, b) => a + b);
    expect(forwards).toBeLessThanOrEqual(planned + 15 * steps);
  },
);

describe.each(['l2', 'linf'] as const)('%s', (norm) => {
  it.each([true, false])('does the same at every scale; bounded %s', async (bounded) => {
    const [small, one, large] = await Promise.all(
      [0.02, 1, 100].map((scale) => excess(norm, scale, bounded, { steps: 3, probes: 20 })),
    );
    one!.ratios.forEach((ratio, i) => {
      expect(small!.ratios[i]! / ratio).toBeCloseTo(1, 5);
      expect(large!.ratios[i]! / ratio).toBeCloseTo(1, 5);
    });
  });

  it.each([true, false])('says why a constant model is not fooled; bounded %s', async (bounded) => {
    const [record] = await collect(constant(bounded), hopSkipJump, zero, { norm, params: { starts: 7 } });
    expect(record).toMatchObject({ success: false, forwards: 7, reason: 'none of 7 random points is fooled' });
  });
});

it('asks for decisions alone', async () => {
  const normal = random('plane');
  const input = new Float64Array(4);
  const asked: string[] = [];
  const distances: number[] = [];
  const example = {
    input,
    classes: 2,
    random: normal,
    space: {
      norm: 'l2',
      bounds: null,
      distance: (x: Float64Array) => distance(x, input, 'l2'),
      steepest: (g: Float64Array) => g.map((v) => v / Math.hypot(...g)),
    },
    note: () => undefined,
    decide: async (x: Float64Array) => {
      const fooled = x[0]! > 1;
      if (fooled) distances.push(distance(x, input, 'l2'));
      return { class: Number(fooled), fooled };
    },
  };
  const strict = new Proxy(example, {
    get: (target, key: keyof typeof example) => {
      asked.push(key);
      return target[key];
    },
  });
  await hopSkipJump.create({ steps: 10, probes: 30, maxProbes: 100, starts: 50 })(
    strict as unknown as Example<'decision', 'l2' | 'linf'>,
  );
  expect(new Set(asked)).toEqual(new Set(['input', 'classes', 'random', 'space', 'decide']));
  expect(Math.min(...distances)).toBeLessThan(1.05);
});

it('stays inside the bounds, asks √t times as often in step t, and never more than the most', async () => {
  const { model, examples } = problem(1, true, 2, 1);
  const { model: seen, logitsAt } = recordQueries(model);
  await collect(seen, hopSkipJump, examples, { norm: 'linf', params: { steps: 3, probes: 30 } });
  for (const x of logitsAt) for (const v of x) expect(Math.abs(v)).toBeLessThanOrEqual(1);
  const asked = async (params: object): Promise<number> =>
    (await collect(model, hopSkipJump, examples, { norm: 'l2', params }))[0]!.forwards;
  const [all, few] = [await asked({ steps: 1, probes: 150 }), await asked({ steps: 1, probes: 150, maxProbes: 50 })];
  expect(all - few).toBeGreaterThan(85);
  expect(all - few).toBeLessThan(115);
});

it('reaches a target', async () => {
  const { model, examples } = problem(1, false, 3, COUNT);
  const targets = examples.labels.map((label) => (label + 1) % 3);
  const options = { norm: 'l2', targets, params: { steps: 3, probes: 30 } } as const;
  for (const [i, record] of (await collect(model, hopSkipJump, examples, options)).entries()) {
    expect(record).toMatchObject({ success: true, class: record.target });
    expect(distance(record.candidate!, row(examples.inputs, i), 'l2')).toBe(record.distance);
  }
});

import { describe, expect, it } from '@jest/globals';
import { collect, recordQueries } from '@fragility/attack/conformance';
import { distance, row, type Norm } from '@fragility/numerics';
import { square } from './index.js';
import { constant, problem, zero } from './testing/problem.js';

const NORMS: readonly Norm[] = ['linf', 'l2', 'l1'];
const COUNT = 6;

/** Share of examples fooled at a multiple of their exact optimum. */
async function fooled(
  norm: Norm,
  {
    shape,
    bounded,
    scale = 1,
    factor,
    queries = 1000,
  }: { shape: number[]; bounded: boolean; scale?: number; factor: number; queries?: number },
): Promise<number> {
  const { model, examples, optima } = problem(scale, bounded, 10, COUNT, shape);
  const budgets = [optima(norm).map((d) => factor * d)];
  const records = await collect(model, square, examples, { norm, budgets, params: { queries } });
  return records.filter(({ success }) => success).length / COUNT;
}

describe.each([true, false])('on linear models of 10 classes, bounded %s', (bounded) => {
  it.each([
    [[64], 1],
    [[8, 8, 1], 1],
    [[4, 4, 4], 1],
    [[64], 0.02],
    [[64], 100],
  ])('fools all at 1.5 times the L∞ optimum within 1000 queries: shape %j, size %d', async (shape, scale) => {
    expect(await fooled('linf', { shape, bounded, scale, factor: 1.5 })).toBe(1);
  });

  it.each(['l2', 'l1'] as const)('fools all vectors at twice the optimum within 1000 queries, %s', async (norm) => {
    expect(await fooled(norm, { shape: [64], bounded, factor: 2 })).toBe(1);
  });

  it.each(NORMS)('fools none below the optimum, %s', async (norm) => {
    expect(await fooled(norm, { shape: [64], bounded, factor: 0.999, queries: 200 })).toBe(0);
  });
});

/** The points asked about, in order, without that of the host before the attack; nothing is fooled. */
async function trace(norm: Norm, shape: number[], bounded: boolean, params: object) {
  const { model, examples } = problem(1, bounded, 10, 1, shape);
  const { model: seen, logitsAt } = recordQueries(model);
  await collect(seen, square, examples, { norm, budgets: [1e-3], params });
  return { points: logitsAt.slice(1), input: row(examples.inputs, 0) };
}

describe.each(['linf', 'l2', 'l1'] as const)('%s', (norm) => {
  it.each([true, false])(
    'asks exactly `queries` times, about points of the whole budget; bounded %s',
    async (bounded) => {
      const { points, input } = await trace(norm, [8, 8], bounded, { queries: 50 });
      expect(points).toHaveLength(50);
      for (const x of points) {
        const size = distance(x, input, norm);
        expect(size).toBeLessThanOrEqual(1e-3);
        if (!bounded) expect(size).toBeGreaterThan(0.999e-3);
      }
    },
  );

  it.each([true, false])('says why a constant model is not fooled; bounded %s', async (bounded) => {
    const [record] = await collect(constant(bounded), square, zero, { norm, budgets: [1], params: { queries: 20 } });
    expect(record).toMatchObject({ success: false, forwards: 20 });
    expect(record!.reason).toContain('the scores do not depend on the input');
  });
});

it('starts in L∞ with vertical stripes, one sign per column and channel', async () => {
  const { points, input } = await trace('linf', [4, 4, 4], false, { queries: 1 });
  const signs = points[0]!.map((v, k) => Math.sign(v - input[k]!));
  signs.forEach((sign, k) => expect(sign).toBe(signs[k % 16]));
  expect(new Set(signs)).toEqual(new Set([-1, 1]));
});

/** Sizes of the bounding rectangles of what the L∞ proposals change of the best point before them. */
async function changes(shape: number[], share: number): Promise<(readonly [number, number])[]> {
  const { points } = await trace('linf', shape, false, { queries: 2, share });
  const [columns, channels] = [shape[1] ?? shape[0]!, shape[2] ?? 1];
  const changed = [...points[0]!.keys()].filter((k) => points[0]![k] !== points[1]![k]);
  const places = changed.map((k) => Math.floor(k / channels));
  const [i, j] = [places.map((at) => Math.floor(at / columns)), places.map((at) => at % columns)];
  const span = (list: number[]): number => Math.max(...list) - Math.min(...list) + 1;
  return [[span(i), span(j)]];
}

it.each([
  [[8, 8], 1 / 64, [1, 1]],
  [[64], 1 / 64, [1, 1]],
  [[4, 4, 4], 1 / 16, [1, 1]],
])('changes a single place where the share says so: shape %j', async (shape, share, size) => {
  expect(await changes(shape, share)).toEqual([size]);
});

it('keeps changes within a square of images, an interval of vectors', async () => {
  const [[height, width]] = (await changes([8, 8], 0.25)) as [readonly [number, number]];
  expect(Math.max(height, width)).toBeLessThanOrEqual(4);
  const [[one, length]] = (await changes([64], 0.25)) as [readonly [number, number]];
  expect([one, length <= 16]).toEqual([1, true]);
});

it('reaches a target', async () => {
  const { model, examples } = problem(1, false, 3, COUNT);
  const targets = examples.labels.map((label) => (label + 1) % 3);
  for (const loss of ['margin', 'cross-entropy']) {
    const options = { norm: 'linf', budgets: [1], targets, params: { queries: 1000, loss } } as const;
    for (const record of await collect(model, square, examples, options))
      expect(record).toMatchObject({ success: true, class: record.target });
  }
});

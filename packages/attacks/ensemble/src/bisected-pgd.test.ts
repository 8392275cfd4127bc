import { describe, expect, it } from '@jest/globals';
import {
  collect,
  float32,
  linearProblem,
  planarProblem,
  ratios,
  steepened,
  twoClasses,
  zeroInput,
} from '@fragility/attack/conformance';
import { distance, normOf, predictedClass, random, stack, type Norm, type Row } from '@fragility/numerics';
import { bisectedPgd } from './index.js';
import { problem } from './testing/problem.js';

const D = 16;
const model = (margin: (x: Row) => number, gradient: (x: Row) => Row) => twoClasses([D], [0, 1], margin, gradient);
const origin = zeroInput(D);

it('finds from random points what an input without a gradient hides, and comes close', async () => {
  const sum = (x: Row): number => normOf(x, 'l1') - 1.6;
  const flat = model(
    (x) => -1 + Math.min(2, Math.max(0, sum(x))),
    (x) => new Float64Array(D).fill(sum(x) > 0 && sum(x) < 2 ? 1 : 0),
  );
  const [once] = await collect(flat, bisectedPgd, origin, { norm: 'l2', params: { restarts: 1 } });
  expect(once!.reason).toMatch(/the gradient is zero/);
  const [twice] = await collect(flat, bisectedPgd, origin, { norm: 'l2' });
  expect(twice!.distance / (2.6 / Math.sqrt(D))).toBeGreaterThanOrEqual(1 - 1e-9);
  expect(twice!.distance / (2.6 / Math.sqrt(D))).toBeLessThan(1.3);
});

it('says how far it looked where there is a gradient, and the boundary is out of reach', async () => {
  const far = model(
    (x) => 0.001 * x[0]! - 1,
    () => Float64Array.from({ length: D }, (_, k) => (k === 0 ? 0.001 : 0)),
  );
  const [record] = await collect(far, bisectedPgd, origin, { norm: 'l2' });
  expect(record!.reason).toBe('not fooled within 4');
});

const quick = { steps: 15, halvings: 8 };

describe.each(['linf', 'l2', 'l1'] as const)('bisected-pgd, %s', (norm) => {
  const expectOptimal = (found: readonly number[], rounding = 1e-9): void => {
    expect(Math.min(...found)).toBeGreaterThanOrEqual(1 - rounding);
    expect(Math.max(...found)).toBeLessThanOrEqual(1.01);
  };

  it.each([true, false])(
    'reaches the optimum of linear models at every scale, float32 too, bounded %s',
    async (bounded) => {
      for (const scale of [0.02, 1, 100])
        expectOptimal(await ratios(problem(scale, bounded, 10, 2), bisectedPgd, { norm, params: { steps: 15 } }));
      const { model, ...given } = problem(1, bounded, 2, 2);
      expectOptimal(await ratios({ ...given, model: float32(model) }, bisectedPgd, { norm, params: quick }), 1e-5);
    },
  );

  it.each([true, false])('reaches targets, bounded %s', async (bounded) => {
    const { model, examples } = problem(1, bounded, 10, 2);
    const targets = examples.labels.map((label) => (label + 3) % 10);
    for (const { candidate, target } of await collect(model, bisectedPgd, examples, { norm, targets, params: quick }))
      expect(predictedClass((await model.logits({ data: candidate!, shape: [1, 64] })).data)).toBe(target);
  });

  it('reaches the nearest of ten uneven classes by default', async () => {
    const drawn = linearProblem(1, false, 10, { shape: [20], count: 2, uneven: 1, seed: 'uneven' });
    const optimum = (i: number, n: Norm): number => drawn.optimum(i, n);
    expectOptimal(await ratios({ ...drawn, optimum, model: steepened(drawn.model, 50) }, bisectedPgd, { norm }));
  });

  it('comes within 2 % of the optimum on the plane, and is never below it', async () => {
    const params = { steps: 20, targets: 3 };
    const plain = await ratios(planarProblem('plain'), bisectedPgd, { norm, params });
    expect(Math.max(...plain)).toBeLessThanOrEqual(1.02);
    const all = [...plain, ...(await ratios(planarProblem('branching'), bisectedPgd, { norm, params }))];
    expect(Math.min(...all)).toBeGreaterThanOrEqual(1 - 1e-9);
  });
});

it('comes close to the exact distance to a sphere, from inside, in L2', async () => {
  const ball = twoClasses(
    [D],
    null,
    (x) => normOf(x, 'l2') ** 2 - 4,
    (x) => x.map((v) => 2 * v),
  );
  const stream = random('ball');
  const inputs = Array.from({ length: 3 }, () => Float64Array.from({ length: D }, () => 0.25 * stream.normal()));
  const examples = { inputs: stack(inputs, [D]), labels: new Int32Array(3), ids: ['a', 'b', 'c'] };
  const records = await collect(ball, bisectedPgd, examples, { norm: 'l2', params: { steps: 15 } });
  records.forEach((record, i) => {
    const ratio = record.distance / (2 - distance(inputs[i]!, new Float64Array(D), 'l2'));
    expect(ratio).toBeGreaterThanOrEqual(1 - 1e-9);
    expect(ratio).toBeLessThanOrEqual(1.015);
  });
});

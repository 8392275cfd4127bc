import { describe, expect, it } from '@jest/globals';
import { collect, float32, ratios } from '@fragility/attack/conformance';
import { median, predictedClass } from '@fragility/numerics';
import { EACH } from './testing/attacks.js';
import { problem } from './testing/problem.js';

/** Examples for each size of the inputs: the behaviour is the same at every size, so that few show it where one has shown more. */
const COUNTS = [
  [0.02, 1],
  [1, 5],
  [100, 1],
] as const;

/** The gate: never below the optimum, at most 1 % above it in median and 5 % at worst, on top of a prescribed overshoot. */
function expectOptimal(found: readonly number[], overshoot: number, rounding = 1e-9): void {
  expect(Math.min(...found)).toBeGreaterThanOrEqual(1 - rounding);
  expect(median(Float64Array.from(found))).toBeLessThanOrEqual((1 + overshoot) * 1.01);
  expect(Math.max(...found)).toBeLessThanOrEqual((1 + overshoot) * 1.05);
}

describe.each(EACH)('%s on linear models, %s', (_name, norm, { attack, params, overshoot, quick }) => {
  it.each([true, false])(
    'reaches the optimum of ten classes, inputs of size 0.02, 1 and 100, bounded %s',
    async (bounded) => {
      const found: number[] = [];
      for (const [scale, count] of COUNTS)
        found.push(...(await ratios(problem(scale, bounded, 10, count), attack, { norm, params })));
      expectOptimal(found, overshoot);
    },
  );

  it.each([true, false])('reaches the optimum of two classes without targets, bounded %s', async (bounded) => {
    expectOptimal(await ratios(problem(1, bounded, 2, 3), attack, { norm, params: quick }), overshoot);
  });

  it.each([true, false])(
    'is as good on float32 models, and below the optimum by no more than they can tell, bounded %s',
    async (bounded) => {
      const { model, ...given } = problem(1, bounded, 2, 2);
      const found = await ratios({ ...given, model: float32(model) }, attack, { norm, params: quick });
      expectOptimal(found, overshoot, 1e-5);
    },
  );

  it.each([true, false])('reaches targets, bounded %s', async (bounded) => {
    const { model, examples } = problem(1, bounded, 10, 2);
    const targets = examples.labels.map((label) => (label + 3) % 10);
    const records = await collect(model, attack, examples, { norm, targets, params: quick });
    for (const { success, candidate, target } of records) {
      expect(success).toBe(true);
      const { data } = await model.logits({ data: candidate!, shape: [1, candidate!.length] });
      expect(predictedClass(data)).toBe(target);
    }
  });
});

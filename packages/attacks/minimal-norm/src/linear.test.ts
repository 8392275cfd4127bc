import { describe, expect, it } from '@jest/globals';
import { predictedClass } from '@fragility/numerics';
import { EACH } from './testing/attacks.js';
import { collect, float32, linear, problem, ratios } from './testing/problem.js';

const SETTINGS = [0.02, 1, 100].flatMap((scale) => [true, false].map((bounded) => [scale, bounded] as const));

/** Examples at scale 1; at others the same behaviour is shown on fewer. */
const COUNT = 9;

describe.each(EACH)('%s on linear models, %s', (_name, norm, { attack, params, overshoot }) => {
  it.each(SETTINGS)('reaches the optimum of ten classes; inputs of size %d, bounded %s', async (scale, bounded) => {
    const { least, median, worst } = await ratios(
      problem(scale, bounded, 10, scale === 1 ? COUNT : 5),
      attack,
      norm,
      params,
    );
    expect(least).toBeGreaterThanOrEqual(1 - 1e-9);
    expect(median).toBeLessThanOrEqual((1 + overshoot) * 1.01);
    expect(worst).toBeLessThanOrEqual((1 + overshoot) * 1.05);
  });

  it.each([true, false])('reaches the optimum of two classes at its defaults, bounded %s', async (bounded) => {
    const { least, median, worst } = await ratios(problem(1, bounded, 2, 4), attack, norm);
    expect(least).toBeGreaterThanOrEqual(1 - 1e-9);
    expect(median).toBeLessThanOrEqual((1 + overshoot) * 1.01);
    expect(worst).toBeLessThanOrEqual((1 + overshoot) * 1.05);
  });

  it.each([true, false])(
    'does the same at every scale, to the bit where scaling is exact, bounded %s',
    async (bounded) => {
      const at = async (scale: number): Promise<number[]> => {
        const { model, examples } = problem(scale, bounded, 10, 2);
        const records = await collect(model, attack, examples, { norm, params });
        return records.map(({ distance }) => distance / scale);
      };
      const unit = await at(1);
      expect(await at(2 ** -10)).toEqual(unit);
      expect(await at(2 ** 10)).toEqual(unit);
    },
  );

  it('is as good on float32 models, and never below the optimum by more than they can tell', async () => {
    for (const bounded of [true, false]) {
      const { least, median, worst } = await ratios(float32(problem(1, bounded, 10, 3)), attack, norm, params);
      expect(least).toBeGreaterThanOrEqual(1 - 1e-5);
      expect(median).toBeLessThanOrEqual((1 + overshoot) * 1.01);
      expect(worst).toBeLessThanOrEqual((1 + overshoot) * 1.05);
    }
  });

  it('reaches targets, with and without bounds', async () => {
    for (const bounded of [true, false]) {
      const { model, examples } = problem(1, bounded, 10, 2);
      const targets = examples.labels.map((label) => (label + 3) % 10);
      const records = await collect(model, attack, examples, { norm, targets });
      for (const { success, candidate, target } of records) {
        expect(success).toBe(true);
        const { data } = await model.logits({ data: candidate!, shape: [1, candidate!.length] });
        expect(predictedClass(data)).toBe(target);
      }
    }
  });
});

describe.each(EACH)('%s and input it cannot attack, %s', (_name, norm, { attack, params }) => {
  it.each([true, false])('a constant model: no success, a reason, no NaN; bounded %s', async (bounded) => {
    const { examples } = problem(1, bounded, 3, 2);
    const model = linear(new Float64Array(3 * 64), [1, 0, -1], bounded);
    const labels = Int32Array.of(0, 0);
    for (const record of await collect(model, attack, { ...examples, labels }, { norm, params })) {
      expect(record).toMatchObject({ success: false, skipped: false, distance: Infinity });
      expect(record.reason).toMatch(/gradient is zero/);
    }
  });

  it.each([true, false])('an input on the boundary moves by next to nothing; bounded %s', async (bounded) => {
    const alternating = Float64Array.from({ length: 128 }, (_, k) => (k < 64 ? 0 : (-1) ** k));
    const model = linear(alternating, [0, 0], bounded);
    const inputs = { data: new Float64Array(64).fill(0.3), shape: [1, 64] };
    const examples = { inputs, labels: Int32Array.of(0), ids: ['boundary'] };
    const [record] = await collect(model, attack, examples, { norm, params });
    expect(record!.success).toBe(true);
    expect(record!.distance).toBeLessThan(1e-3);
    expect(record!.distance).toBeGreaterThan(0);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { AnyAttack } from '@fragility/attack';
import { collect, float32, type LinearProblem } from '@fragility/attack/conformance';
import { distance, median, predictedClass, row, type Norm } from '@fragility/numerics';
import { EACH, EXACT } from './testing/attacks.js';
import { problem } from './testing/problem.js';

/** Examples for each size of the inputs: the behaviour is the same at every size, so that few show it where one has shown more. */
const COUNTS = [
  [0.02, 2],
  [1, 7],
  [100, 2],
] as const;

/** One step, and a loss that raises the likeliest classes first, do not lead to any class: see their pages. */
const AIMING = EACH.filter(([name]) => name !== 'fgsm' && name !== 'apgd by probability margin');

/** Who is fooled at a budget; every point found is measured. */
async function fooledAt(
  { model, examples }: LinearProblem,
  attack: AnyAttack,
  norm: Norm,
  params: object,
  budget: number | Float64Array,
): Promise<number[]> {
  const records = await collect(model, attack, examples, { norm, params, budgets: [budget] });
  const fooled = [...records.keys()].filter((i) => records[i]!.success);
  for (const i of fooled) {
    const input = row(examples.inputs, i).map(model.precision === 'float32' ? Math.fround : (v) => v);
    const limit = typeof budget === 'number' ? budget : budget[i]!;
    expect(distance(records[i]!.candidate!, input, norm)).toBeLessThanOrEqual(limit);
  }
  return fooled;
}

const everyone = ({ examples }: LinearProblem): number[] => [...examples.ids.keys()];

describe.each(EXACT)('%s on linear models of ten classes, %s', (_name, norm, { attack, params }) => {
  it.each([true, false])(
    'fools at 1.001 times the optimum, and not at 0.999 times: inputs of size 0.02, 1 and 100; bounded %s',
    async (bounded) => {
      for (const [scale, count] of COUNTS) {
        const given = problem(scale, bounded, 10, count, { uneven: 0.5 });
        const exact = given.optima(norm);
        const above = exact.map((d) => 1.001 * d);
        expect(await fooledAt(given, attack, norm, params, above)).toEqual(everyone(given));
        const below = exact.map((d) => 0.999 * d);
        expect(await fooledAt(given, attack, norm, { ...params, targets: 1 }, below)).toEqual([]);
      }
    },
  );

  it.each([true, false])('fools exactly those whose optimum is below the budget, bounded %s', async (bounded) => {
    const given = problem(1, bounded, 10, 5);
    const exact = given.optima(norm);
    const budget = median(exact) * (1 + 1e-3);
    const reachable = everyone(given).filter((i) => exact[i]! <= budget);
    expect(reachable.length).toBeLessThan(5);
    expect(await fooledAt(given, attack, norm, params, budget)).toEqual(reachable);
  });
});

describe.each(EACH)('%s on linear models of two classes, %s', (_name, norm, { attack, params }) => {
  it.each([true, false])(
    'fools at 1.01 times the optimum, and not at 0.999 times, also in float32; bounded %s',
    async (bounded) => {
      const exactly = problem(1, bounded, 2, 4);
      for (const given of [exactly, { ...exactly, model: float32(exactly.model) }]) {
        const exact = given.optima(norm);
        const above = exact.map((d) => 1.01 * d);
        expect(await fooledAt(given, attack, norm, params, above)).toEqual(everyone(given));
        const below = exact.map((d) => 0.999 * d);
        expect(await fooledAt(given, attack, norm, params, below)).toEqual([]);
      }
    },
  );

  it.each([true, false])(
    'does the same at every scale, to the bit where scaling is exact, bounded %s',
    async (bounded) => {
      const at = async (scale: number): Promise<(number | boolean)[]> => {
        const { model, examples, optima } = problem(scale, bounded, 3, 2);
        const budgets = [optima(norm).map((d) => 1.2 * d)];
        const records = await collect(model, attack, examples, { norm, params, budgets });
        return records.flatMap(({ success, distance: d, forwards }) => [success, d / scale, forwards]);
      };
      const unit = await at(1);
      expect(unit).toContain(true);
      expect(await at(2 ** -10)).toEqual(unit);
      expect(await at(2 ** 10)).toEqual(unit);
    },
  );
});

describe.each(AIMING)('%s, %s', (_name, norm, { attack, params }) => {
  it.each([true, false])('reaches targets, bounded %s', async (bounded) => {
    const { model, examples, optimum } = problem(1, bounded, 10, 5);
    const targets = examples.labels.map((label) => (label + 3) % 10);
    const budgets = [Float64Array.from(targets, (target, i) => 2.5 * optimum(i, norm, target))];
    for (const record of await collect(model, attack, examples, { norm, targets, params, budgets })) {
      expect(record.success).toBe(true);
      const { data } = await model.logits({ data: record.candidate!, shape: [1, record.candidate!.length] });
      expect(predictedClass(data)).toBe(record.target);
    }
  });
});

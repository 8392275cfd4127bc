import type { Bounds, Norm } from '@fragility/numerics';
import { expectThat, type Check } from '@fragility/plugin';
import { linearModel } from '../problems/linear-model.js';
import { ampleBudgets, pickExamples, PLAIN_PROBLEM, type Problem, type AttackUnderTest } from '../attack-under-test.js';
import {
  withChangedLogits,
  expectFinitePoints,
  expectConfirmed,
  withQueryLimit,
  observeQueries,
} from '../observe-queries.js';

const D = 16;
const BOUNDS: readonly Bounds[] = [[-1, 1], null];

/** f(x) = W x + b on points whose coordinates are all alike, of class 0. */
function uniform(weight: Float64Array, bias: readonly number[], bounds: Bounds, values: readonly number[]): Problem {
  const data = values.flatMap((value) => Array.from({ length: D }, () => value));
  return {
    model: withQueryLimit(linearModel(weight, bias, { bounds }), values.length),
    examples: {
      inputs: { data: Float64Array.from(data), shape: [values.length, D] },
      labels: new Int32Array(values.length),
      ids: values.map((value) => `all-${value}`),
    },
  };
}

/** f = (0, x₂ − x₁ + x₄ − x₃ …), zero wherever coordinates are alike, also in a corner of the bounds. */
const onBoundary = (bounds: Bounds): Problem => {
  const alternating = Float64Array.from({ length: 2 * D }, (_, k) => (k < D ? 0 : (-1) ** (k + 1)));
  return uniform(alternating, [0, 0], bounds, [0.3, 1, 0]);
};

const constant = (bounds: Bounds, logits: readonly number[]): Problem =>
  uniform(new Float64Array(logits.length * D), logits, bounds, [0.3, 1]);

/** A tenth of the width of the bounds, or of 20 coordinates. */
const tenth = (norm: Norm): number => (norm === 'l0' ? 2 : 0.2);

/** Inputs and models on which formulas divide by zero, or break. */
export function degenerateChecks({ definition, norm, smallest, run, check }: AttackUnderTest): Check[] {
  const budgets = smallest ? {} : { budgets: [tenth(norm)] };
  return [
    check('an input on the decision boundary', async () => {
      for (const bounds of BOUNDS) {
        const problem = onBoundary(bounds);
        const records = await run(problem, budgets, expectFinitePoints(definition));
        await expectConfirmed(problem, records);
        for (const { id, skipped } of records) expectThat(!skipped, () => `${id} was skipped`);
      }
    }),
    check('a constant model', async () => {
      for (const bounds of BOUNDS)
        for (const logits of [
          [1, 0],
          [1, 0, -1],
        ])
          for (const { id, success, distance, reason } of await run(
            constant(bounds, logits),
            budgets,
            expectFinitePoints(definition),
          )) {
            expectThat(!success && distance === Infinity, () => `${id}: success ${success} at distance ${distance}`);
            expectThat(Boolean(reason), () => `${id}: fails without a reason; note one`);
          }
    }),
    check('NaN logits fail their example alone', async () => {
      const indices = [0, 1, 2];
      const some = pickExamples(PLAIN_PROBLEM, indices);
      const limit = { budgets: [ampleBudgets(norm).subarray(0, indices.length)] };
      const victim = PLAIN_PROBLEM.examples.inputs.data.subarray(D, 2 * D).join();
      const poisoned = new Set<string>();
      const observed = observeQueries(definition, {
        queried: ({ input }, x) => {
          const point = x.join();
          if (input.join() === victim && point !== victim) poisoned.add(point);
        },
      });
      const model = withChangedLogits(some.model, (logits, x) => {
        if (poisoned.has(x.join())) logits.fill(NaN);
      });
      const [expected, records] = [await run(some, limit), await run({ ...some, model }, limit, observed)];
      const { id, success, reason, code } = records[1]!;
      expectThat(
        !success && code === 'attack/nan',
        () => `${id}: success ${success}, reason '${reason}', expected one of code attack/nan`,
      );
      for (const k of [0, 2])
        expectThat(
          JSON.stringify(records[k]) === JSON.stringify(expected[k]),
          () => `${records[k]!.id} differs beside an example with NaN`,
        );
    }),
  ];
}

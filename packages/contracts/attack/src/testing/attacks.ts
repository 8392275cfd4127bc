import type { Examples } from '@fragility/dataset';
import { referenceClassifier, type Classifier } from '@fragility/model';
import { marginLoss, type Batch } from '@fragility/numerics';
import { integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { linearProblem } from '../conformance/problems/problem.js';
import { FIXED_BUDGET } from '../parts/headers.js';
import { attack, defineAttack, type AttackOptions, type AttackRecord } from '../index.js';

/** Ten steps of a quarter of the budget, from a random point near the input. */
export const steps = defineAttack({
  ...FIXED_BUDGET,
  name: 'steps',
  summary: 'ten steps',
  reference: 'a test',
  params: strictObject({ count: optional(integer('count'), 10) }),
  create:
    ({ count }) =>
    async ({ input, criterion, budget, space, gradient, random }) => {
      const x = space.step(
        input,
        input.map(() => random.normal()),
        budget / 10,
        budget,
      );
      for (let k = 0; k < count; k++)
        space.ascend(x, (await gradient(x, marginLoss(criterion))).gradient, budget / 4, budget);
    },
});

/** Asks about given points. */
export const points = (
  candidates: (input: Float64Array) => Float64Array[],
  goal: 'fixed-budget' | 'smallest' = 'smallest',
) =>
  defineAttack({
    name: 'points',
    summary: 'asks about given points',
    reference: 'a test',
    norms: ['linf', 'l2', 'l1'],
    goal,
    requires: 'decision',
    params: strictObject({}),
    create:
      () =>
      async ({ input, decide }) => {
        for (const x of candidates(input)) await decide(x);
      },
  });

/** All records of a run. */
export const collect = async (run: AsyncIterable<AttackRecord>): Promise<AttackRecord[]> => {
  const records: AttackRecord[] = [];
  for await (const record of run) records.push(record);
  return records;
};

/** Counts the rows of every batch that reaches the model. */
export function counting<M extends Classifier>(model: M): M & { batches: number[] } {
  const batches: number[] = [];
  const counted = { ...model, batches, logits: (x: Batch) => (batches.push(x.shape[0]!), model.logits(x)) };
  if ('vjp' in model)
    Object.assign(counted, {
      vjp: (x: Batch) => (batches.push(x.shape[0]!), (model as never as { vjp(x: Batch): unknown }).vjp(x)),
    });
  return counted;
}

/** f(x) = (−x, x). */
export const oneDimensional = (
  precision: 'float32' | 'float64' = 'float64',
  bounds: readonly [number, number] | null = null,
) => {
  const layer = {
    inputs: 1,
    outputs: 2,
    weight: Float64Array.of(-1, 1),
    bias: new Float64Array(2),
    activation: { kind: 'identity' as const },
  };
  return { ...referenceClassifier([layer], { bounds }), precision };
};
/** The point −1 of class 0. */
export const minusOne: Examples = {
  inputs: { data: Float64Array.of(-1), shape: [1, 1] },
  labels: Int32Array.of(0),
  ids: ['a'],
};
/** The record of an attack on that point. */
export const only = async (
  definition: ReturnType<typeof points>,
  options: Partial<AttackOptions> = {},
  model: Classifier = oneDimensional(),
) => (await collect(attack(model, definition, minusOne, { norm: 'l2', ...options })))[0]!;

/** Seven examples of ten classes, within bounds. */
export const problem = linearProblem(1, true, 10);

/** The records of {@link steps} on that problem. */
export const run = (options: Partial<AttackOptions> = {}, model: Classifier = problem.model): Promise<AttackRecord[]> =>
  collect(attack(model, steps, problem.examples, { norm: 'l2', budgets: [0.4], seed: 3, ...options }));

import { describe, expect, it } from '@jest/globals';
import type { Examples } from '@fragility/dataset';
import { referenceClassifier, type Classifier } from '@fragility/model';
import { crossEntropy, marginLoss, row, type Batch } from '@fragility/numerics';
import { z } from 'zod';
import { linearProblem } from '../conformance/problem.js';
import { attack, defineAttack, type AttackOptions, type AttackRecord } from '../index.js';

const steps = defineAttack({
  name: 'steps',
  summary: 'ten steps',
  reference: 'a test',
  norms: ['linf', 'l2', 'l1'],
  goal: 'fixed-budget',
  requires: 'gradient',
  params: z.strictObject({ count: z.int().default(10) }),
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

const points = (candidates: (input: Float64Array) => Float64Array[], goal: 'fixed-budget' | 'smallest' = 'smallest') =>
  defineAttack({
    name: 'points',
    summary: 'asks about given points',
    reference: 'a test',
    norms: ['linf', 'l2', 'l1'],
    goal,
    requires: 'decision',
    params: z.strictObject({}),
    create:
      () =>
      async ({ input, decide }) => {
        for (const x of candidates(input)) await decide(x);
      },
  });

const collect = async (run: AsyncIterable<AttackRecord>): Promise<AttackRecord[]> => {
  const records: AttackRecord[] = [];
  for await (const record of run) records.push(record);
  return records;
};

/** Counts the rows of every batch that reaches the model. */
function counting<M extends Classifier>(model: M): M & { batches: number[] } {
  const batches: number[] = [];
  const counted = { ...model, batches, logits: (x: Batch) => (batches.push(x.shape[0]!), model.logits(x)) };
  if ('vjp' in model)
    Object.assign(counted, {
      vjp: (x: Batch) => (batches.push(x.shape[0]!), (model as never as { vjp(x: Batch): unknown }).vjp(x)),
    });
  return counted;
}

const oneDimensional = (
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
const minusOne: Examples = {
  inputs: { data: Float64Array.of(-1), shape: [1, 1] },
  labels: Int32Array.of(0),
  ids: ['a'],
};
const only = async (
  definition: ReturnType<typeof points>,
  options: Partial<AttackOptions> = {},
  model: Classifier = oneDimensional(),
) => (await collect(attack(model, definition, minusOne, { norm: 'l2', ...options })))[0]!;

describe('attack()', () => {
  const problem = linearProblem(1, true, 10);
  const run = (options: Partial<AttackOptions> = {}, model: Classifier = problem.model) =>
    collect(attack(model, steps, problem.examples, { norm: 'l2', budgets: [0.4], seed: 3, ...options }));

  it('answers in the order of the data whatever the window, bit for bit', async () => {
    const whole = await run({ window: 64 });
    expect(whole.map(({ id }) => id)).toEqual(problem.examples.ids);
    expect(await run({ window: 1 })).toEqual(whole);
    expect(await run({ window: 4 })).toEqual(whole);
  });

  it('gathers the questions of all live examples into one batch', async () => {
    const model = counting(problem.model);
    const live = problem.examples.ids.length;
    await run({ stopOnSuccess: false, window: live }, model);
    expect(model.batches).toEqual([live, ...Array.from({ length: 10 }, () => live), ...model.batches.slice(11)]);
    expect(model.batches.length).toBeLessThanOrEqual(12);
  });

  it('stops a fooled example, and counts only what it was answered', async () => {
    const [stopped, kept] = [await run({ budgets: [2] }), await run({ budgets: [2], stopOnSuccess: false })];
    expect(stopped.every(({ success }) => success)).toBe(true);
    stopped.forEach(({ forwards, backwards }) => expect(backwards).toBe(forwards - 1));
    kept.forEach(({ forwards, backwards }) => expect([forwards, backwards]).toEqual([10, 10]));
  });

  it('nests success over budgets and stops asking once fooled', async () => {
    const records = await run({ budgets: [0, 0.2, 0.5, 5, 50] });
    expect(records).toHaveLength(5 * problem.examples.ids.length);
    for (const id of problem.examples.ids) {
      const own = records.filter((record) => record.id === id);
      const first = own.findIndex(({ success }) => success);
      expect(own[0]!.success).toBe(false);
      own.slice(first).forEach((record) => {
        expect(record.distance).toBe(own[first]!.distance);
        expect(record.forwards).toBe(own[first]!.forwards);
      });
    }
  });

  it('skips misclassified inputs as broken at distance 0', async () => {
    const labels = problem.examples.labels.map((label) => (label + 1) % 10);
    const records = await collect(
      attack(problem.model, steps, { ...problem.examples, labels }, { norm: 'l2', budgets: [0.1] }),
    );
    records.forEach(({ success, skipped, distance, forwards }) =>
      expect([success, skipped, distance, forwards]).toEqual([true, true, 0, 0]),
    );
  });

  it('keeps the closest fooled point of those asked about', async () => {
    const record = await only(points(() => [3, 0.5, 0.25, 2, -0.5].map((v) => Float64Array.of(v))));
    expect([record.distance, record.candidate![0], record.class, record.forwards]).toEqual([1.25, 0.25, 1, 5]);
  });

  it('fails with the reason when fooled only outside the budget or the bounds', async () => {
    const far = points(() => [Float64Array.of(5)]);
    expect(await only(far, { budgets: [2] })).toMatchObject({
      success: false,
      reason: 'fooled only outside the budget',
    });
    expect(await only(far, {}, oneDimensional('float64', [-2, 2]))).toMatchObject({
      success: false,
      reason: 'fooled only outside the bounds',
    });
  });

  it('judges points as a float32 model sees them', async () => {
    const record = await only(
      points(() => [Float64Array.of(0.1)]),
      {},
      oneDimensional('float32'),
    );
    expect(record.candidate![0]).toBe(Math.fround(0.1));
    expect(record.distance).toBe(Math.fround(0.1) + 1);
  });

  it('confirms by a fresh forward pass: a point found by luck is a failure', async () => {
    let calls = 0;
    const flaky = oneDimensional();
    const model = {
      ...flaky,
      logits: async (x: Batch) => (++calls === 2 ? { data: Float64Array.of(-1, 1), shape: [1, 2] } : flaky.logits(x)),
    };
    const record = await only(
      points((input) => [input]),
      {},
      model,
    );
    expect(record).toMatchObject({ success: false, reason: expect.stringContaining('fresh forward pass') });
  });

  it('fails only the example whose logits are NaN', async () => {
    const model = {
      ...problem.model,
      vjp: async (x: Batch) => {
        const pullback = await problem.model.vjp(x);
        const first = problem.examples.inputs.data[0]!;
        for (let i = 0; i < x.shape[0]!; i++)
          if (Math.abs(row(x, i)[0]! - first) < 0.5) row(pullback.logits, i).fill(NaN);
        return pullback;
      },
    };
    const records = await run({ budgets: [0.3] }, model);
    expect(records[0]).toMatchObject({
      success: false,
      reason: expect.stringContaining('[attack/host] the model answered logits [NaN'),
    });
    expect(records.some(({ reason }) => reason === undefined)).toBe(true);
  });

  it('returns what was found when aborted', async () => {
    const controller = new AbortController();
    const endless = defineAttack({
      ...steps,
      goal: 'smallest',
      create:
        () =>
        async ({ input, decide }) => {
          for (let k = 1; ; k++) {
            if (k === 20) controller.abort();
            await decide(Float64Array.from(input, () => 1 / k));
          }
        },
    });
    const [record] = await collect(
      attack(oneDimensional(), endless, minusOne, { norm: 'l2', signal: controller.signal }),
    );
    expect(record!.success).toBe(true);
    expect(record!.distance).toBeLessThan(1.06);
  });

  it('passes on what the attack throws, with its cause', async () => {
    const broken = defineAttack({ ...steps, create: () => async () => Promise.reject(new TypeError('oops')) });
    await expect(
      collect(attack(problem.model, broken, problem.examples, { norm: 'l2', budgets: [1] })),
    ).rejects.toMatchObject({
      code: 'attack/failed',
      message: expect.stringContaining('oops'),
      cause: expect.any(TypeError),
    });
  });

  it('attacks a stream of chunks as it attacks the whole', async () => {
    async function* chunks() {
      const { inputs, labels, ids } = problem.examples;
      for (let i = 0; i < ids.length; i++) {
        yield {
          inputs: { data: row(inputs, i), shape: [1, inputs.shape[1]!] },
          labels: labels.slice(i, i + 1),
          ids: [ids[i]!],
        };
      }
    }
    const streamed = await collect(attack(problem.model, steps, chunks(), { norm: 'l2', budgets: [0.4], seed: 3 }));
    expect(streamed).toEqual(await run());
  });

  it.each<[string, Partial<AttackOptions>, string]>([
    ['a norm it does not know', { norm: 'l0' as never }, 'attack/norm'],
    ['no budget', { budgets: [] }, 'attack/budget'],
    ['a negative budget', { budgets: [-1] }, 'attack/budget'],
    ['budgets out of order', { budgets: [2, 1] }, 'attack/budget'],
    ['a NaN budget', { budgets: [NaN] }, 'attack/budget'],
    ['an unknown parameter', { params: { steps: 1 } }, 'plugin/params'],
    ['a target that is the label', { targets: problem.examples.labels }, 'attack/target'],
    ['a target out of range', { targets: problem.examples.labels.map(() => 10) }, 'attack/target'],
  ])('refuses %s', async (_, options, code) => {
    await expect(run(options)).rejects.toMatchObject({ code });
  });

  it.each<[string, Partial<Examples>, string]>([
    [
      'NaN',
      {
        inputs: { ...problem.examples.inputs, data: problem.examples.inputs.data.map((v, k) => (k === 20 ? NaN : v)) },
      },
      'attack/input',
    ],
    [
      'values outside the bounds',
      { inputs: { ...problem.examples.inputs, data: problem.examples.inputs.data.map((v) => 3 * v) } },
      'attack/input',
    ],
    ['labels out of range', { labels: problem.examples.labels.map(() => 10) }, 'attack/label'],
  ])('refuses inputs with %s', async (_, broken, code) => {
    const run = attack(problem.model, steps, { ...problem.examples, ...broken }, { norm: 'l2', budgets: [1] });
    await expect(collect(run)).rejects.toMatchObject({ code });
  });

  it('refuses a model without what the attack requires, and reversed bounds', async () => {
    const scoresOnly = Object.fromEntries(Object.entries(problem.model).filter(([key]) => key !== 'vjp'));
    await expect(run({}, scoresOnly as unknown as Classifier)).rejects.toMatchObject({ code: 'attack/access' });
    await expect(run({}, { ...problem.model, bounds: [1, -1] })).rejects.toMatchObject({ code: 'attack/bounds' });
  });

  it('gives the attack losses on logits of the live example only', async () => {
    const seen: number[] = [];
    const spy = defineAttack({
      ...steps,
      create:
        () =>
        async ({ input, criterion, gradient }) => {
          seen.push((await gradient(input, crossEntropy(criterion))).value);
        },
    });
    await collect(attack(problem.model, spy, problem.examples, { norm: 'l2', budgets: [1] }));
    expect(seen).toHaveLength(problem.examples.ids.length);
    expect(seen.every((value) => value > 0)).toBe(true);
  });
});

import { describe, expect, it } from '@jest/globals';
import { marginLoss, type Row } from '@fragility/numerics';
import { strictObject } from 'valibot';
import { linearProblem } from '../conformance/problems/problem.js';
import { attack, defineAttack, type Attacker, type Goal } from '../index.js';
import { collect } from '../testing/attacks.js';

const { model, examples, optima } = linearProblem(1, false, 2, { count: 90 });
const budgets = [optima('l2').map((d) => 2 * d)];
const count = examples.ids.length;

const attacking = (attacker: Attacker<'gradient', 'l2'>, goal: Goal = 'fixed-budget') =>
  defineAttack({
    name: 'several',
    summary: 'asks several questions at a time',
    reference: 'a test',
    norms: ['l2'],
    goal,
    requires: 'gradient',
    params: strictObject({}),
    create: () => attacker,
  });
const run = (attacker: Attacker<'gradient', 'l2'>, options = {}) =>
  collect(attack(model, attacking(attacker), examples, { norm: 'l2', budgets, ...options }));

type Subject = Parameters<Attacker<'gradient', 'l2'>>[0];
/** The farthest point of the budget: fooled. */
async function far({ input, criterion, budget, space, gradient }: Subject): Promise<Row> {
  return space.extreme((await gradient(input, marginLoss(criterion))).gradient, budget);
}
/** A branch of an attack: two queries, one after the other. */
const branch = async ({ decide }: Subject, x: Row): Promise<void> => {
  await decide(x);
  await decide(x);
};

describe('an attack', () => {
  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'no luck'],
    ['a number', 0],
    ['an object without a prototype', Object.create(null)],
    [
      'an error whose message throws',
      new (class extends Error {
        override get message(): string {
          throw new Error('no message');
        }
      })(),
    ],
  ])('that rejects with %s fails the run: no example is lost silently', async (_, reason) => {
    let calls = 0;
    const rejecting = run(async ({ input, decide }) => {
      await decide(input);
      if (++calls === 44) throw reason;
    });
    await expect(rejecting).rejects.toMatchObject({ code: 'attack/failed' });
  });

  it('that throws at once fails the run', async () => {
    const throwing = (() => {
      throw new TypeError('at once');
    }) as never;
    await expect(run(throwing)).rejects.toMatchObject({ code: 'attack/failed', cause: expect.any(TypeError) });
  });

  it('that returns early with queries in flight is done, and they count', async () => {
    const records = await run(async (example) => {
      const x = await far(example);
      void example.decide(example.input);
      void example.decide(x);
    });
    expect(records).toHaveLength(count);
    for (const record of records) expect(record).toMatchObject({ success: true, forwards: 3 });
  });

  it('whose branches go on after it has returned is left alone', async () => {
    const records = await run(async (example) => {
      const x = await far(example);
      void branch(example, example.input);
      void branch(example, x);
    });
    expect(records).toHaveLength(count);
    for (const record of records) expect(record).toMatchObject({ success: true, forwards: 3 });
  });

  it.each<[string, (a: Promise<void>, b: Promise<void>) => Promise<unknown>]>([
    ['all at once', (a, b) => Promise.all([a, b])],
    ['all, whatever comes of them', (a, b) => Promise.allSettled([a, b])],
    ['in order', async (a, b) => void (await a, await b)],
    ['in another order', async (a, b) => void (await b, await a)],
    ['the one that is not fooled', (_, b) => b],
  ])('whose branches are fooled and awaited %s ends', async (_, wait) => {
    const records = await run(async (example) => {
      const x = await far(example);
      await wait(branch(example, x), branch(example, example.input));
    });
    expect(records).toHaveLength(count);
    for (const record of records) expect(record).toMatchObject({ success: true, forwards: 3 });
  });

  it('with queries in flight gives the same records alone and in a batch', async () => {
    const busy: Attacker<'gradient', 'l2'> = async (example) => {
      const { input, criterion, gradient, logits, gradients } = example;
      const x = await far(example);
      const near = input.map((v, k) => 0.7 * v + 0.3 * x[k]!);
      const losses = [marginLoss(criterion), marginLoss(criterion)];
      await Promise.all([
        gradients(near, losses),
        logits(input).then(async () => logits(near)),
        gradient(x, losses[0]!),
      ]);
    };
    expect(await run(busy, { window: 1 })).toEqual(await run(busy, { window: 90 }));
  });

  it('that swallows the end does not go on for ever', async () => {
    const records = await run(async (example) => {
      const x = await far(example);
      for (;;) await example.decide(x).catch(() => undefined);
    });
    for (const record of records) expect(record).toMatchObject({ success: true, forwards: 2 });
  });

  it('may clean up where one query is in flight, and an error from there is not lost', async () => {
    let cleaned = 0;
    const cleaning =
      (broken: boolean): Attacker<'gradient', 'l2'> =>
      async (example) => {
        const x = await far(example);
        const over = await example.decide(x).catch((reason: unknown) => ({ reason }));
        cleaned++;
        if (broken) throw new TypeError('while unwinding');
        if ('reason' in over) throw over.reason;
      };
    expect((await run(cleaning(false))).every(({ success }) => success)).toBe(true);
    expect(cleaned).toBe(count);
    await expect(run(cleaning(true))).rejects.toMatchObject({ code: 'attack/failed', cause: expect.any(TypeError) });
  });

  it('with several in flight is aborted with a record for each example', async () => {
    const controller = new AbortController();
    const records = await collect(
      attack(
        model,
        attacking(async (example) => {
          for (;;) {
            await Promise.allSettled([branch(example, example.input), branch(example, example.input)]);
            controller.abort();
          }
        }),
        examples,
        { norm: 'l2', budgets, window: count, signal: controller.signal },
      ),
    );
    expect(records).toHaveLength(count);
    for (const record of records) expect(record).toMatchObject({ success: false, code: 'attack/aborted' });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a string of its length', 'a'.repeat(model.inputShape[0]!)],
    ['an object of its length', { length: model.inputShape[0] }],
    ['big integers', new BigInt64Array(model.inputShape[0]!)],
  ])('that asks about %s fails the run', async (_, x) => {
    await expect(run(async ({ decide }) => void (await decide(x as Row)))).rejects.toMatchObject({
      code: 'attack/shape',
    });
  });

  it.each([true, 0, ''])('that returns %p fails the run', async (returned) => {
    await expect(run(async () => returned as never)).rejects.toMatchObject({ code: 'attack/shape' });
  });

  it('that returns before its only query has a result is not idle', async () => {
    const [record] = await run(async ({ input, decide }) => void decide(input.map((v) => -v)));
    expect(record!.code).not.toBe('attack/idle');
  });

  it('that asks about a wrong point beside a right one fails the run', async () => {
    const wrong = run(
      async ({ input, decide }) => void (await Promise.all([decide(input), decide(input.subarray(1))])),
    );
    await expect(wrong).rejects.toMatchObject({ code: 'attack/shape' });
  });
});

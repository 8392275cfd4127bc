import { describe, expect, it } from '@jest/globals';
import { defineAttack, attack, type Attacker } from '../index.js';
import { collect, minusOne, oneDimensional, problem, run, steps } from '../testing/attacks.js';

/** Asks about 1, ½, ⅓, … and pulls the plug at the k-th. */
const approaching = (controller: AbortController, last: number, ask = Infinity) =>
  defineAttack({
    ...steps,
    goal: 'smallest',
    create:
      (): Attacker<'gradient'> =>
      async ({ input, decide }) => {
        for (let k = 1; k <= ask; k++) {
          if (k === last) controller.abort();
          await decide(Float64Array.from(input, () => 1 / k));
        }
      },
  });
const reached = async (last: number, ask?: number) => {
  const controller = new AbortController();
  const { signal } = controller;
  const records = await collect(
    attack(oneDimensional(), approaching(controller, last, ask), minusOne, { norm: 'l2', signal }),
  );
  return records[0]!;
};

describe('abort', () => {
  it('answers with the best point so far, and says that there was more to do', async () => {
    const record = await reached(20);
    expect(record).toMatchObject({ outcome: 'fooled', success: true, code: 'attack/aborted', forwards: 19 });
    expect(record.distance).toBeCloseTo(1 + 1 / 19, 12);
  });

  it('answers without success where nothing was found', async () => {
    expect(await reached(1)).toMatchObject({ success: false, reason: 'aborted', distance: Infinity, class: 0 });
  });

  it('ends an attack that waits for something other than a query, also after its last one', async () => {
    for (const ask of [false, true]) {
      const controller = new AbortController();
      const waiting = defineAttack({
        ...steps,
        goal: 'smallest',
        create:
          (): Attacker<'gradient'> =>
          async ({ decide }) => {
            const last = ask ? decide(Float64Array.of(1)) : undefined;
            if (ask) controller.abort();
            else setTimeout(() => controller.abort(), 1);
            await last;
            await new Promise<never>(() => undefined);
          },
      });
      const { signal } = controller;
      const [record] = await collect(attack(oneDimensional(), waiting, minusOne, { norm: 'l2', signal }));
      expect(record).toMatchObject({ outcome: ask ? 'fooled' : 'aborted', code: 'attack/aborted' });
    }
  });

  it('is listened to once, however many examples there are', async () => {
    const { signal } = new AbortController();
    let [listening, most] = [0, 0];
    signal.addEventListener = () => (most = Math.max(most, ++listening));
    signal.removeEventListener = () => listening--;
    await run({ signal });
    expect([listening, most]).toEqual([0, 1]);
  });

  it('is not the reason where the attack had no more to ask', async () => {
    const record = await reached(21, 20);
    expect(record).toMatchObject({ success: true, forwards: 20 });
    expect('reason' in record).toBe(false);
  });

  it('leaves what was found within earlier budgets', async () => {
    const controller = new AbortController();
    const budgets = [0, 1e-6, 0.4];
    const halfway = defineAttack({
      ...steps,
      create: (params) => {
        const attacker = steps.create(params);
        return (example) => {
          if (example.budget === 0.4) controller.abort();
          return attacker(example);
        };
      },
    });
    const records = await collect(
      attack(problem.model, halfway, problem.examples, { norm: 'l2', budgets, seed: 3, signal: controller.signal }),
    );
    const whole = await run({ budgets });
    records.forEach((record, k) => {
      if (record.budget === 0.4)
        expect(record).toMatchObject({ outcome: 'aborted', success: false, code: 'attack/aborted' });
      else expect(record).toEqual(whole[k]);
    });
  });

  it('before the start leaves nothing to do', async () => {
    expect(await run({ signal: AbortSignal.abort() })).toEqual([]);
  });
});

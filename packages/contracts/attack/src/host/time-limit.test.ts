import { describe, expect, it } from '@jest/globals';
import { strictObject } from 'valibot';
import { attack, defineAttack, type AttackRecord, type Goal } from '../index.js';
import { collect, problem, steps } from '../testing/attacks.js';

const { model, examples } = problem;
const STALLED = 2;
const start = STALLED * (examples.inputs.data.length / examples.labels.length);
const isStalled = (input: Float64Array): boolean => input[0] === examples.inputs.data[start];

/** Steps as `steps` does, but on one example waits for what never comes, after a query or before. */
const stalling = (goal: Goal, where: 'before' | 'after' | 'found' | 'asking') =>
  defineAttack({
    name: 'stalling',
    summary: 'waits for ever on one example',
    reference: 'a test',
    norms: ['l2'],
    goal,
    requires: 'gradient',
    params: strictObject({}),
    create: () => async (example) => {
      const wait = isStalled(example.input);
      if (wait && where === 'before') await new Promise(() => undefined);
      const slope = (await example.gradient(example.input, (f) => margins(f, example.criterion.label))).gradient;
      const far = example.space.extreme(slope, Math.min(example.budget, 50));
      if (wait && where === 'found') await example.logits(far);
      while (wait && where === 'asking') await example.logits(example.input);
      if (wait) await new Promise(() => undefined);
      return far;
    },
  });
const margins = (f: Float64Array, label: number) => ({
  value: 0,
  cotangent: f.map((_, k) => (k === label ? -1 : 1 / (f.length - 1))),
});

const of = (records: readonly AttackRecord[]): AttackRecord[] =>
  records.filter(({ id }) => id === examples.ids[STALLED]);
const others = (records: readonly AttackRecord[]): AttackRecord[] =>
  records.filter(({ id }) => id !== examples.ids[STALLED]);

describe('the time limit of an attack', () => {
  it.each(['before', 'after', 'asking'] as const)(
    'ends an example that stalls (%s), the others go on',
    async (where) => {
      const limited = await collect(
        attack(model, stalling('fixed-budget', where), examples, { norm: 'l2', budgets: [0.1, 0.2], timeLimit: 0.3 }),
      );
      expect(of(limited)).toHaveLength(2);
      for (const record of of(limited))
        expect(record).toMatchObject({
          ...{ outcome: 'aborted', success: false, skipped: false, code: 'attack/time-limit' },
          reason: 'not finished within the time limit of 0.3 s',
          warnings: ['not finished within the time limit of 0.3 s'],
        });
      expect(others(limited)).toHaveLength(2 * (examples.ids.length - 1));
      expect(others(limited).every(({ code }) => code !== 'attack/time-limit')).toBe(true);
    },
  );

  it('keeps what was found before it', async () => {
    const options = { norm: 'l2', timeLimit: 0.3 } as const;
    const [record] = of(await collect(attack(model, stalling('smallest', 'found'), examples, options)));
    expect(record).toMatchObject({ outcome: 'fooled', success: true, code: 'attack/time-limit' });
  });

  it('changes nothing where it is not reached', async () => {
    const options = { norm: 'l2', budgets: [0.1, 0.4] } as const;
    const free = await collect(attack(model, steps, examples, options));
    expect(await collect(attack(model, steps, examples, { ...options, timeLimit: 600 }))).toEqual(free);
    expect(await collect(attack(model, steps, examples, { ...options, timeLimit: 1e9 }))).toEqual(free);
  });

  it.each([0, -1, NaN])('of %p is refused', async (timeLimit) => {
    const run = attack(model, steps, examples, { norm: 'l2', budgets: [0.1], timeLimit });
    await expect(collect(run)).rejects.toMatchObject({ code: 'attack/time-limit', kind: 'input' });
  });
});

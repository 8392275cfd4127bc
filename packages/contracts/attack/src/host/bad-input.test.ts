import { describe, expect, it } from '@jest/globals';
import type { Classifier } from '@fragility/model';
import { attack, type Aim, type AttackOptions } from '../index.js';
import { collect, counting, problem, run, steps } from '../testing/attacks.js';

const targets = problem.examples.labels.map((label) => (label + 1) % 10);

describe('attack()', () => {
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

  it('refuses inputs with values outside the bounds', async () => {
    const data = problem.examples.inputs.data.map((v) => 3 * v);
    const broken = { ...problem.examples, inputs: { ...problem.examples.inputs, data } };
    const run = attack(problem.model, steps, broken, { norm: 'l2', budgets: [1] });
    await expect(collect(run)).rejects.toMatchObject({ code: 'attack/input' });
  });

  it('refuses a model without what the attack requires, and reversed bounds', async () => {
    const scoresOnly = Object.fromEntries(Object.entries(problem.model).filter(([key]) => key !== 'vjp'));
    await expect(run({}, scoresOnly as unknown as Classifier)).rejects.toMatchObject({ code: 'attack/access' });
    await expect(run({}, { ...problem.model, bounds: [1, -1] })).rejects.toMatchObject({ code: 'attack/bounds' });
  });

  it.each<[readonly Aim[], Partial<AttackOptions>, RegExp]>([
    [
      ['untargeted'],
      { targets },
      /\] `targets` given, the attack supports untargeted only; leave them out or choose another/,
    ],
    [
      ['targeted'],
      {},
      /\] no `targets` given, the attack supports targeted only; give one per example or choose another/,
    ],
    [[], {}, /supports neither only/],
  ])(
    'refuses a criterion that an attack for %j does not support, before any work',
    async (criteria, options, message) => {
      const model = counting(problem.model);
      const limited = { ...steps, criteria };
      const refused = collect(attack(model, limited, problem.examples, { norm: 'l2', budgets: [1], ...options }));
      await expect(refused).rejects.toMatchObject({
        code: 'attack/criterion',
        message: expect.stringMatching(message),
      });
      expect(model.batches).toEqual([]);
    },
  );

  it('takes the criterion that an attack supports', async () => {
    const run = (criteria: readonly Aim[], options: Partial<AttackOptions>) =>
      collect(
        attack(problem.model, { ...steps, criteria }, problem.examples, { norm: 'l2', budgets: [1], ...options }),
      );
    expect(await run(['targeted'], { targets })).toHaveLength(targets.length);
    expect(await run(['untargeted'], {})).toHaveLength(targets.length);
  });
});

import { describe, expect, it } from '@jest/globals';
import { marginLoss, normOf } from '@fragility/numerics';
import { runChecks, real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import {
  attackOf,
  attackChecks,
  collect,
  linearProblem,
  ratios,
  twoClasses,
  zeroInput,
} from '../../conformance/index.js';
import { defineAttack, type AnyAttack, type Attacker } from '../../index.js';
import { FIXED_BUDGET, smallest } from '../index.js';

const problem = (scale: number, bounded: boolean, classes: number, count: number) =>
  linearProblem(scale, bounded, classes, { seed: 'smallest', shape: [64], bias: 1, count });

const oneStep = defineAttack({
  ...FIXED_BUDGET,
  name: 'one-step',
  summary: 'One step to where the linearised margin is largest',
  reference: 'none',
  params: strictObject({ share: optional(real('share of the budget that is spent'), 1) }),
  create:
    ({ share }) =>
    async ({ input, criterion, budget, space, gradient }) =>
      space.extreme((await gradient(input, marginLoss(criterion))).gradient, share * budget),
});

/** An attack without parameters that is otherwise like {@link oneStep}. */
const without = (name: string, attacker: Attacker<'gradient', 'linf' | 'l2' | 'l1'>) =>
  defineAttack({ ...oneStep, name, params: strictObject({}), create: () => attacker });

/** Sees only decisions: tries random directions at the budget. */
const blind = attackOf(
  'decision',
  async ({ input, budget, random, space, decide }) => {
    for (let k = 0; k < 10; k++)
      await decide(
        space.step(
          input,
          input.map(() => random.normal()),
          budget,
          budget,
        ),
      );
  },
  'fixed-budget',
);

describe('an attack out of one with a fixed budget', () => {
  it('passes every check of attacks for the smallest perturbation', async () => {
    const verdicts = await runChecks(attackChecks(smallest(oneStep)));
    expect(verdicts.filter(({ passed }) => !passed)).toEqual([]);
  }, 60_000);

  it('finds the optimum to the precision of its halvings, with the parameters of both', async () => {
    for (const [halvings, share] of [
      [4, 1],
      [12, 1],
      [12, 0.5],
    ] as const) {
      const params = { halvings, share };
      const found = await ratios(problem(1, false, 2, 6), smallest(oneStep), { norm: 'l2', params });
      expect(Math.min(...found)).toBeGreaterThanOrEqual(1 - 1e-9);
      expect(Math.max(...found)).toBeLessThanOrEqual(1 + 2 ** (1 - halvings));
    }
  });

  it('takes attacks that see decisions only', async () => {
    const { model, examples, optima } = problem(100, true, 2, 2);
    const exact = optima('l2');
    const records = await collect(model, smallest(blind as AnyAttack), examples, { norm: 'l2' });
    records.forEach(({ success, distance, backwards }, i) => {
      expect(success).toBe(true);
      expect(backwards).toBe(0);
      expect(distance).toBeGreaterThan(exact[i]!);
    });
  });

  it('ends a trial with the first fooled point', async () => {
    const lingers = without('lingers', async ({ input, criterion, budget, space, gradient, decide }) => {
      const x = space.extreme((await gradient(input, marginLoss(criterion))).gradient, budget);
      for (let k = 0; k < 1000 && (k === 0 || (await decide(x)).fooled); k++) await decide(x);
    });
    const { model, examples } = problem(1, false, 2, 3);
    for (const { success, forwards } of await collect(model, smallest(lingers), examples, { norm: 'l2' })) {
      expect(success).toBe(true);
      expect(forwards).toBeLessThan(60);
    }
  });

  it('refuses attacks that look for the smallest perturbation themselves', () => {
    expect(() => smallest({ ...oneStep, goal: 'smallest' } as AnyAttack)).toThrow(
      /attack 'one-step' has the goal 'smallest', expected 'fixed-budget'/,
    );
  });
});

it('doubles budgets up to the farthest corner, however near the first was', async () => {
  const corner = without('corner', async ({ input, budget }) => (budget >= 16 ? input.map(() => 1) : input));
  const steep = twoClasses(
    [16],
    [0, 1],
    (x) => normOf(x, 'l1') - 16 + 0.5,
    () => new Float64Array(16).fill(1e12),
  );
  const [record] = await collect(steep, smallest(corner), zeroInput(16), { norm: 'l1' });
  expect(record).toMatchObject({ success: true, distance: 16 });
});

import { describe, expect, it } from '@jest/globals';
import { FragilityError, marginLoss } from '@fragility/numerics';
import { runChecks } from '@fragility/plugin';
import { define, failures, right, type Gradient } from '../../testing/candidates.js';
import { attackChecks } from '../checks.js';

/** One exact step for the smallest perturbation, longer by a share: right for linear models but on the boundary, where it stays. */
const smallest: Gradient = async ({ input, criterion, budget, space, gradient }) => {
  const { gradient: slope, value } = await gradient(input, marginLoss(criterion));
  const direction = space.steepest(slope);
  const rate = direction.reduce((sum, v, k) => sum + v * slope[k]!, 0);
  if (rate === 0) return undefined;
  return space.extreme(slope, Math.min(budget, (-1.01 * value) / rate));
};

/** Asks a hundred times at once: what does not end ends sooner. */
const many = async <T>(ask: () => Promise<T>): Promise<T> => (await Promise.all(Array.from({ length: 100 }, ask)))[0]!;

/** Exactly this check fails. */
const caught = async (create: () => Gradient, check: string, goal?: 'smallest'): Promise<void> =>
  expect(await failures(define(create, goal), /boundary$|constant|NaN|abort|budget 0/)).toEqual([`l2: ${check}`]);

/** The same of an attack for the smallest perturbation, on the decision boundary. */
const caughtOnBoundary = (attacker: Gradient): Promise<void> =>
  caught(() => attacker, 'an input on the decision boundary', 'smallest');

describe('checks of what breaks formulas', () => {
  it('pass right attacks of both goals', async () => {
    expect(
      await failures(
        define(() => right),
        /boundary$|constant|NaN|abort|budget 0/,
      ),
    ).toEqual([]);
    expect(
      await failures(
        define(() => smallest, 'smallest'),
        /boundary$|constant|NaN|abort|budget 0/,
      ),
    ).toEqual([]);
  });

  it('catch a division by the budget', () =>
    caught(
      () => async (example) => {
        const { input, budget, space } = example;
        const x = (await smallest(example))!;
        return budget === Infinity ? x : x.map((v, k) => input[k]! + ((v - input[k]!) / space.distance(x)) * budget);
      },
      'budget 0 is the identity',
      'smallest',
    ));

  it('catch an attack that remembers earlier budgets', async () => {
    const seen = new Set<string>();
    const forgetful = (): Gradient => async (example) => {
      const key = `${example.budget} ${example.input.join()}`;
      if (seen.has(key)) return undefined;
      seen.add(key);
      return right(example);
    };
    expect(await failures(define(forgetful), /budget 0/)).toEqual(['l2: budget 0 is the identity']);
  });

  it('catch a division by the margin', () =>
    caughtOnBoundary(async (example) => {
      const { input, criterion, gradient } = example;
      const { value } = await gradient(input, marginLoss(criterion));
      return (await smallest(example))?.map((v, k) => input[k]! + ((v - input[k]!) * value) / value);
    }));

  it('catch a walk that never leaves the boundary', () =>
    caughtOnBoundary(async (example) => {
      const { input, criterion, space, gradient, decide } = example;
      const { gradient: slope, value } = await gradient(input, marginLoss(criterion));
      if (slope.every((g) => g === 0)) return;
      for (let [length, fooled] = [-value / 100, false]; !fooled; length *= 1.1)
        ({ fooled } = await many(() => decide(space.extreme(slope, length))));
    }));

  it('catch a division by the gradient', () =>
    caught(
      () => async (example) => {
        const { input, criterion, budget, space, gradient } = example;
        const { gradient: slope } = await gradient(input, marginLoss(criterion));
        const size = Math.hypot(...slope);
        return space.project(
          input.map((v, k) => v + (budget * slope[k]!) / size),
          budget,
        );
      },
      'a constant model',
    ));

  it('catch a search that waits for a change', () =>
    caught(
      () => async (example) => {
        const { input, criterion, budget, space, random, gradient, logits } = example;
        const { logits: first } = await logits(input);
        const near = () =>
          space.step(
            input,
            input.map(() => random.normal()),
            budget,
            budget,
          );
        for (let f = first; f.every((v, k) => v === first[k]);) ({ logits: f } = await many(() => logits(near())));
        return space.extreme((await gradient(input, marginLoss(criterion))).gradient, budget);
      },
      'a constant model',
    ));

  it('catch an attack that swallows errors', () =>
    caught(
      () => async (example) => {
        const x = await right(example);
        try {
          await example.decide(x!);
        } catch (error) {
          if (!(error instanceof FragilityError)) throw error;
        }
      },
      'NaN logits fail their example alone',
    ));

  it('catch an attack that gives up on all examples for the sake of one', () =>
    caught(() => {
      let broken = false;
      return async (example) => {
        const { input, decide } = example;
        const x = (await right(example))!;
        try {
          await decide(x.map((v, k) => (v + input[k]!) / 2));
        } catch (error) {
          broken ||= error instanceof FragilityError;
          throw error;
        }
        await decide(input);
        return broken ? undefined : x;
      };
    }, 'NaN logits fail their example alone'));

  it('catch an attack that makes an error of an abort', () =>
    caught(
      () => async (example) => {
        const { input, decide } = example;
        const x = (await smallest(example)) ?? input;
        for (let k = 0; k < 10; k++)
          await decide(x).catch((error: unknown) => {
            throw error instanceof FragilityError ? error : new Error('interrupted, all is lost');
          });
      },
      'an aborted run answers with what was found',
      'smallest',
    ));
});

describe('criteria', () => {
  const names = (criteria: readonly ('targeted' | 'untargeted')[]): string[] =>
    attackChecks({ ...define(() => right), criteria }).map(({ name }) => name);

  it.each(['untargeted', 'targeted'] as const)(
    'that an attack does not support are refused, it being %s',
    async (aim) => {
      const definition = { ...define(() => right), criteria: [aim] };
      expect(await failures(definition)).toEqual([]);
      const other = aim === 'targeted' ? 'untargeted' : 'targeted';
      expect(names([aim])).toContain(`refuses what it does not support: ${other}`);
      expect(names([aim]).includes('l2: targeted')).toBe(aim === 'targeted');
      expect(names([aim]).includes('refuses the label as a target')).toBe(aim === 'targeted');
    },
  );

  it('of which there are none are no criteria', async () => {
    const definition = { ...define(() => right), criteria: [] };
    const [verdict] = await runChecks(attackChecks(definition).slice(0, 1));
    expect(verdict).toMatchObject({ passed: false, detail: expect.stringContaining('`criteria` is empty') });
  });

  it('that are both are checked both', () => {
    expect(names(['untargeted', 'targeted'])).toEqual(attackChecks(define(() => right)).map(({ name }) => name));
    expect(names(['untargeted', 'targeted'])).toContain('an input of its target class is broken at distance 0');
  });
});

import { describe, expect, it } from '@jest/globals';
import { marginLoss } from '@fragility/numerics';
import { runChecks } from '@fragility/plugin';
import { looseObject } from 'valibot';
import { defineAttack } from '../index.js';
import { define, failures, right, type Gradient } from '../testing/candidates.js';
import { attackChecks } from './checks.js';

describe('attackChecks', () => {
  it('passes a right attack', async () => {
    expect(await failures(define(() => right))).toEqual([]);
  });

  it('has a name for every check, once', () => {
    const names = attackChecks(define(() => right)).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each<[string, () => Gradient, RegExp]>([
    ['gives up', () => async () => undefined, /linear optimum, 2 classes/],
    [
      'descends',
      () =>
        async ({ input, criterion, budget, space, gradient }) =>
          space.extreme(
            (await gradient(input, marginLoss(criterion))).gradient.map((v) => -v),
            budget,
          ),
      /linear optimum, 2 classes/,
    ],
    [
      'ignores the target',
      () =>
        async ({ input, criterion: { label }, budget, space, gradient }) =>
          space.extreme((await gradient(input, marginLoss({ label }))).gradient, budget),
      /targeted/,
    ],
    [
      'clips instead of solving in the box',
      () =>
        async ({ input, criterion, budget, space, gradient }) => {
          const direction = space.steepest((await gradient(input, marginLoss(criterion))).gradient);
          const [lower, upper] = space.bounds ?? [-Infinity, Infinity];
          return input.map((v, k) => Math.min(upper, Math.max(lower, v + budget * 0.999999 * direction[k]!)));
        },
      /linear optimum, 2 classes, .* bounded/,
    ],
    [
      'works at one scale only',
      () =>
        async ({ input, criterion, budget, space, gradient }) => {
          const { gradient: g } = await gradient(input, marginLoss(criterion));
          return space.project(
            input.map((v, k) => v + 0.1 * g[k]!),
            budget,
          );
        },
      /linear optimum, 2 classes, inputs of size 100/,
    ],
    [
      'spares a millionth of a unit of its budget',
      () =>
        async ({ input, criterion, budget, space, gradient }) =>
          space.extreme((await gradient(input, marginLoss(criterion))).gradient, budget - 1e-6),
      /the same at every scale: linear, bounded.*the same at every scale: ReLU network/s,
    ],
    [
      'spares as much of its budget as its input lies from zero',
      () =>
        async ({ input, criterion, budget, space, gradient }) => {
          const width = space.bounds ? space.bounds[1] - space.bounds[0] : Infinity;
          const spared = 1e-3 * Math.abs(input[0]! / width);
          return space.extreme((await gradient(input, marginLoss(criterion))).gradient, budget * (1 - spared));
        },
      /the same around another origin/,
    ],
    [
      'draws from a shared stream',
      ((calls) => () => async (example) => {
        if (++calls % 2 === 0) return undefined;
        return right(example);
      })(0),
      /same seed, same answer|a batch equals/,
    ],
    [
      'has no claim to exactness and claims it',
      () => async (example) => {
        example.note({ exact: true });
        return example.space.extreme(
          (await example.gradient(example.input, marginLoss(example.criterion))).gradient,
          example.budget,
        );
      },
      /linear optimum, 2 classes/,
    ],
  ])('catches an attack that %s', async (_, create, check) => {
    expect((await failures(define(create))).join('\n')).toMatch(check);
  });

  it('catches a smallest-norm attack that stops at the first point it finds', async () => {
    const lazy: Gradient = async ({ input, criterion, space, gradient }) => {
      const { gradient: g, value } = await gradient(input, marginLoss(criterion));
      const slope = Math.sqrt(g.reduce((sum, v) => sum + v * v, 0));
      return space.step(input, g, (-1.5 * value) / slope, Infinity);
    };
    expect((await failures(define(() => lazy, 'smallest'))).join('\n')).toMatch(
      /linear optimum, 2 classes, .* unbounded/,
    );
  });

  it('takes a constant length where the attack says that its method prescribes one', async () => {
    const sparing: Gradient = async ({ input, criterion, budget, space, gradient }) =>
      space.extreme((await gradient(input, marginLoss(criterion))).gradient, budget - 1e-6);
    expect(await failures({ ...define(() => sparing), absolute: 'a millionth of the budget is spared' })).toEqual([]);
  });

  it('catches an attack that accepts parameters it does not know', async () => {
    const loose = { ...define(() => right), params: looseObject({}) };
    expect(await failures(loose as never)).toEqual(['refuses an unknown parameter by name']);
  });
});

describe('attackChecks in L0', () => {
  /** As many coordinates as the budget allows, less `spared`: to the bounds, or without bounds farther and farther. */
  const few = (spared: number) =>
    defineAttack({
      ...define(() => right),
      norms: ['l0'],
      create:
        () =>
        async ({ input, criterion, budget, space, gradient, decide }) => {
          const { gradient: g, value } = await gradient(input, marginLoss(criterion));
          if (space.bounds) return space.extreme(g, budget - spared);
          const steepest = g.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
          for (let length = (-1.1 * value) / steepest, k = 0; k < 10; k++, length *= 2)
            await decide(space.ascend(input.slice(), g, length, budget - spared));
          return undefined;
        },
    });
  const failed = async (spared: number): Promise<string[]> =>
    (await runChecks(attackChecks(few(spared)))).filter(({ passed }) => !passed).map(({ check }) => check);

  it('passes an attack that changes the fewest coordinates', async () => {
    expect(await failed(0)).toEqual([]);
  });

  it('catches one that needs a coordinate more', async () => {
    expect((await failed(1)).join('\n')).toMatch(/l0: linear optimum, 2 classes, inputs of size 1, bounded/);
  });
});

import { expect, it } from '@jest/globals';
import type { Chosen, ChosenAttack } from '../plan/settings.js';
import { heavinessOf, passesOfAnalysis, passesOfAttack, passesOfTraining, stepsOfTraining } from './passes.js';

const attack = (filled: object, definition: object = {}, budgets?: readonly number[]): ChosenAttack =>
  ({ definition: { requires: 'gradient', ...definition }, filled, options: { budgets } }) as unknown as ChosenAttack;

it('an attack takes what it says, or what its parameters tell, for every budget', () => {
  expect(passesOfAttack(attack({ steps: 40, restarts: 2 }), 10)).toBe(160);
  expect(passesOfAttack(attack({ steps: 40 }, { requires: 'decision' }, [1, 2, 3]), 10)).toBe(120);
  const passes = ({ targets }: { targets: number }, { classes }: { classes: number }) => Math.min(targets, classes) * 7;
  expect(passesOfAttack(attack({ targets: 3 }, { passes }, [1, 2]), 10)).toBe(42);
});

it.each([
  ['NaN', () => NaN],
  ['nothing', () => undefined],
  ['less than nothing', () => -1],
  [
    'an error',
    () => {
      throw new Error('no');
    },
  ],
])('a definition that says %s is taken at its parameters', (_, passes) => {
  expect(passesOfAttack(attack({ steps: 5 }, { passes }), 10)).toBe(10);
  const analysis = { definition: { passes }, filled: {} } as unknown as Chosen<'analysis'>;
  expect(passesOfAnalysis(analysis, { examples: 4, classes: 2 })).toBe(40);
});

it('a training takes its steps or epochs, and what is solved for a few passes', () => {
  const model = (filled: object): Chosen<'model'> => ({ filled }) as unknown as Chosen<'model'>;
  const size = { train: 100, test: 0 };
  expect(passesOfTraining(model({ fit: { steps: 10, batch: 'full' } }), size)).toBe(3000);
  expect(stepsOfTraining(model({ fit: { steps: 10, batch: 'full' } }))).toBe(10);
  expect(stepsOfTraining(model({ epochs: 2 }))).toBe(0);
  expect(passesOfTraining(model({ epochs: 2, batch: 32 }), size)).toBe(600);
  expect(passesOfTraining(model({ fit: { method: 'interpolate' } }), size)).toBe(1000);
});

it('a pass is as heavy as the input, and the hidden layers that parameters name', () => {
  expect(heavinessOf({}, 784, 10)).toBe(784);
  expect(heavinessOf({ hidden: [] }, 784, 10)).toBe(784);
  expect(heavinessOf({ depth: 1, width: 64 }, 784, 10)).toBe(784);
  expect(heavinessOf({ hidden: [8, 4] }, 20, 2)).toBeCloseTo(20 + (160 + 32 + 8) / 40 + 800, 12);
  expect(heavinessOf({ depth: 3, width: 8 }, 20, 2)).toBeCloseTo(20 + (160 + 64 + 16) / 40 + 800, 12);
  expect(heavinessOf({ hidden: 'many', depth: NaN, width: 3 }, 20, 2)).toBe(20);
});

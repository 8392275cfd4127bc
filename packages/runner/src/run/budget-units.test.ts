import { describe, expect, it } from '@jest/globals';
import type { Dataset } from '@fragility/dataset';
import type { ChosenAttack } from '../plan/settings.js';
import { EXPERIMENT, folder, run } from '../testing/experiments.js';
import { diameter, oddBudgets } from './budget-units.js';

const odd = (norm: string, budgets: number[], bounds: unknown = [0, 1]): string[] =>
  oddBudgets(
    { name: 'pgd', options: { norm, budgets } } as unknown as ChosenAttack,
    { bounds, shape: [4, 4] } as unknown as Dataset,
  );

describe('budgets beside the bounds', () => {
  it('knows how far apart inputs can be', () => {
    expect((['linf', 'l2', 'l1', 'l0'] as const).map((norm) => diameter(norm, [-1, 1], 16))).toEqual([2, 8, 32, 16]);
  });

  it.each([
    [
      'linf',
      [0.1, 8],
      /a budget of 8 in linf reaches across all inputs in \[0, 1\] \(1\).*; 8 grey levels are 8\/255$/,
    ],
    ['linf', [1], /a budget of 1 in linf reaches across .* units of the inputs$/],
    ['l2', [128], /across all inputs in \[0, 1\] \(4\).*128 grey levels are 128\/255/],
    ['l1', [16], /\(16\)/],
    ['l0', [16], /\(16\) and forbids nothing; budgets are in the units of the inputs$/],
  ])('warns of %s %j', (norm, budgets, message) => {
    expect(odd(norm, budgets)).toEqual([expect.stringMatching(message)]);
  });

  it('warns of shares of a range of 255', () => {
    expect(odd('linf', [8 / 255], [0, 255])).toEqual([expect.stringMatching(/less than half a level .*: 8, if/)]);
    expect(odd('linf', [0.5], [0, 255])).toEqual([]);
  });

  it.each([
    ['linf', [0.999]],
    ['l2', [3.99]],
    ['l1', [15]],
    ['l0', [15]],
    ['linf', [0]],
    ['linf', []],
  ])('says nothing of %s %j', (norm, budgets) => expect(odd(norm, budgets)).toEqual([]));

  it('says nothing without bounds', () => expect(odd('linf', [8], null)).toEqual([]));
});

it('warns once in a run, whatever the number of trials', async () => {
  const warnings: string[] = [];
  const text = EXPERIMENT.replace('dimension: 2 }', 'dimension: 2, fault: bounded }').replace(
    'budgets: [0.5, 4]',
    'norm: linf, budgets: [0.5, 4]',
  );
  await run(folder(), `${text}sweep: { seed: { repeat: 2 } }\n`, {
    onEvent: (event) => void (event.kind === 'warning' && warnings.push(event.message)),
  });
  expect(warnings).toEqual([
    expect.stringMatching(/^attack 'jump': a budget of 4 in linf reaches across all inputs in \[-2, 2\]/),
  ]);
});

import { describe, expect, it } from '@jest/globals';
import type { Dataset } from '@fragility/dataset';
import type { ChosenAttack } from '../../plan/settings.js';
import { EXPERIMENT, folder, run } from '../../testing/experiments.js';
import { diameter, oddBudgets } from './budget-units.js';

const odd = (
  norm: string,
  budgets: number[],
  bounds: unknown = [0, 1],
  { goal = 'fixed-budget', shape = [4, 4] } = {},
): string[] =>
  oddBudgets(
    { name: 'pgd', definition: { goal }, options: { norm, budgets } } as unknown as ChosenAttack,
    { bounds, shape } as unknown as Dataset,
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
    ['linf', [0.5], /a budget of 0\.5 in linf reaches the middle of the range from all inputs in \[0, 1\].*inputs$/],
    ['l2', [2], /a budget of 2 in l2 reaches the middle .*; 2 grey levels are 2\/255$/],
    ['l1', [8], /reaches the middle/],
  ])('warns of a fixed budget of %s %j, within which every input becomes grey', (norm, budgets, message) => {
    expect(odd(norm, budgets)).toEqual([expect.stringMatching(message)]);
    expect(odd(norm, budgets, [0, 1], { goal: 'smallest' })).toEqual([]);
  });

  it('warns of grey levels in L2 on large pictures, whose corners are far apart', () => {
    const large = { shape: [224, 224, 3] };
    expect(odd('l2', [127.5], [0, 1], large)).toEqual([
      expect.stringMatching(
        /a budget of 127\.5 in l2 is large for inputs in \[0, 1\].*; 127\.5 grey levels are 127\.5\/255/,
      ),
    ]);
    expect(odd('l2', [5], [0, 1], large)).toEqual([]);
    expect(odd('l2', [127.5], [0, 255], large)).toEqual([]);
  });

  it.each([
    ['linf', [0.499]],
    ['l2', [1.99]],
    ['l1', [7.9]],
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

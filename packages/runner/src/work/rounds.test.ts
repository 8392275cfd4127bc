import { expect, it } from '@jest/globals';
import { inRounds } from './rounds.js';

it('trials go seed by seed, the heaviest data first and its models together, else in the order of the plan', () => {
  const trials = [2, 3].flatMap((seed) =>
    [16, 64, 32, 31].flatMap((at) => ['a', 'b'].map((model) => ({ seed, model, data: `${at}/${seed}` }))),
  );
  const weights = { 16: 16, 64: 64, 32: 32, 31: 32 };
  const weightOf = ({ data }: { data: string }): number => weights[data.split('/')[0] as keyof object];
  expect(inRounds(trials, weightOf).map(({ data, model }) => `${data}${model}`)).toEqual([
    ...['64/2a', '64/2b', '32/2a', '32/2b', '31/2a', '31/2b', '16/2a', '16/2b'],
    ...['64/3a', '64/3b', '32/3a', '32/3b', '31/3a', '31/3b', '16/3a', '16/3b'],
  ]);
});

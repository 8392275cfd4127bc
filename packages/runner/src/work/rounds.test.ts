import { expect, it } from '@jest/globals';
import { inRounds } from './rounds.js';

it('trials go seed by seed, in the order of the plan', () => {
  const trials = [
    { seed: 2, at: 16 },
    { seed: 3, at: 16 },
    { seed: 2, at: 32 },
    { seed: 3, at: 32 },
  ];
  expect(inRounds(trials).map(({ seed, at }) => [seed, at])).toEqual([
    [2, 16],
    [2, 32],
    [3, 16],
    [3, 32],
  ]);
});

import { describe, expect, it } from '@jest/globals';
import { seedsOfTrial } from './seeds.js';

describe('seedsOfTrial', () => {
  it('gives every part of every trial a seed of its own, always the same', () => {
    const seeds = [0, 1, 2].map(seedsOfTrial);
    const numbers = seeds.flatMap(({ dataset, model, attacks, analysis }) => [
      dataset,
      model,
      attacks,
      ...['a', 'b'].map((name) => analysis(name).uniform()),
    ]);
    expect(new Set(numbers).size).toBe(15);
    expect(numbers.every((number) => Number.isFinite(number) && number >= 0)).toBe(true);
    expect(seedsOfTrial(1)).toMatchObject({
      dataset: seeds[1]!.dataset,
      model: seeds[1]!.model,
      attacks: seeds[1]!.attacks,
    });
  });
});

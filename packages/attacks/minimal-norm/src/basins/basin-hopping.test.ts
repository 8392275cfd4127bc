import { describe, expect, it } from '@jest/globals';
import { collect, planarProblem } from '@fragility/attack/conformance';
import type { Norm } from '@fragility/numerics';
import { basinHopping, fabT } from '../index.js';
import { problem } from '../testing/problem.js';

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

describe('basin hopping', () => {
  it.each([1, 7, 60, 300])('spends no more than %d gradients', async (gradients) => {
    const { model, examples } = planarProblem('branching');
    for (const { backwards } of await collect(model, basinHopping, examples, { norm: 'l2', params: { gradients } }))
      expect(backwards).toBeLessThanOrEqual(gradients);
  });

  it('ends early where it can believe FAB: on linear models', async () => {
    const { model, examples } = problem(1, true, 10, 4);
    for (const { backwards } of await collect(model, basinHopping, examples, { norm: 'l2' }))
      expect(backwards).toBeLessThan(400);
  });

  it.each(['l2', 'linf'] as const)(
    'finds other branches of a boundary: shorter than FAB-T in the mean of three seeds, in %s',
    async (norm: Norm) => {
      const { model, examples } = planarProblem('branching');
      const theirs = await collect(model, fabT, examples, { norm });
      const runs = await Promise.all(
        [0, 1, 2].map(async (seed) => collect(model, basinHopping, examples, { norm, seed })),
      );
      const ratios = runs.flatMap((ours) => ours.map(({ distance }, i) => distance / theirs[i]!.distance));
      expect(total(ratios) / ratios.length).toBeLessThan(0.95);
      expect(Math.max(...ratios)).toBeLessThan(1.01);
    },
  );

  it('has the same answer for a seed, and another for another', async () => {
    const { model, examples } = planarProblem('branching');
    const at = async (seed: number) =>
      (await collect(model, basinHopping, examples, { norm: 'l2', seed, params: { gradients: 200 } })).map(
        ({ distance }) => distance,
      );
    expect(await at(1)).toEqual(await at(1));
    expect(await at(2)).not.toEqual(await at(1));
  });
});

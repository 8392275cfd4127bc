import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { EXPERIMENT, folder, PLUGIN, read, run, table } from '../../testing/experiments.js';

const { calls } = (await import(PLUGIN)) as { calls: Record<'build' | 'load', number> };
beforeEach(() => void Object.assign(calls, { build: 0, load: 0 }));

/** The experiment with models of so many steps each. */
const walks = (...models: readonly (readonly [steps: number, more?: string])[]): string =>
  EXPERIMENT.replace(
    '  small: { use: affine }',
    models.map(([steps, more = '']) => `  s${steps}: { use: walked, steps: ${steps}${more} }`).join('\n'),
  );

const builds = async (out: string, text: string, options = {}): Promise<[number, string]> => {
  const before = calls.build;
  const { failed } = await run(out, text, options);
  return [calls.build - before, failed.map(({ model }) => model).join()];
};

/** What attacks found with each model, without the names of trials. */
const found = (out: string): string[] =>
  table(out, 'attacks')
    .slice(1)
    .map((row) => row.slice(1).join());

describe('models that are states of one training', () => {
  it('are trained once, whatever comes first, and are those of trainings of their own', async () => {
    for (const order of [
      [[0], [2], [5]],
      [[5], [0], [2]],
    ] as const) {
      const out = folder();
      expect(await builds(out, walks(...order))).toEqual([1, '']);
      const facts = JSON.parse(read(out, 'manifest.json')) as { trials: { facts: object }[] };
      expect(facts.trials.map(({ facts }) => facts)).toMatchObject(order.map(([steps]) => ({ steps })));
      for (const [steps] of order) {
        const own = folder();
        expect(await builds(own, walks([steps]))).toEqual([1, '']);
        expect(found(own)).toEqual(found(out).filter((row) => row.startsWith(`s${steps},`)));
      }
    }
  });

  it('are trained once by two runs at a time', async () => {
    const store = join(folder(), 'parts');
    await run(folder(), EXPERIMENT, { store });
    const before = calls.build;
    const both = [walks([0], [2], [7]), walks([5], [7], [0])].map((text) => run(folder(), text, { store }));
    expect((await Promise.all(both)).map(({ failed }) => failed.length)).toEqual([0, 0]);
    // Whoever comes first trains for seven steps, and the other what is missing.
    expect(calls.build - before).toBe(2);
  });

  it('are trained again only for what is missing', async () => {
    const out = folder();
    await builds(out, walks([1], [3]));
    expect(await builds(out, walks([1], [3]))).toEqual([0, '']);
    expect(await builds(out, walks([1], [3], [2], [6]))).toEqual([1, '']);
    expect(await builds(out, walks([4]))).toEqual([1, '']);
  });

  it('do not mix with other seeds, data or parameters', async () => {
    expect(await builds(folder(), `${walks([1], [3])}sweep: { seed: { repeat: 2 } }\n`)).toEqual([2, '']);
    expect(await builds(folder(), walks([1], [3, ', silent: true']))).toEqual([2, '']);
    expect(await builds(folder(), `${walks([1], [3])}sweep: { dataset.dimension: [2, 3] }\n`)).toEqual([2, '']);
  });

  it('are kept where the training fails after them', async () => {
    const fails = ', fails: 4';
    expect((await builds(folder(), walks([1, fails], [3, fails], [6, fails])))[1]).toBe('s6');
    expect((await builds(folder(), walks([6, fails], [1, fails])))[1]).toBe('s6');
  });

  it('are refused where the training does not tell them', async () => {
    const silent = ', silent: true';
    const { failed } = await run(folder(), walks([1, silent], [3, silent]));
    expect(failed.map(({ error }) => error.message)).toEqual([
      expect.stringContaining("told no checkpoint where that of 's1' ends"),
    ]);
  });
});

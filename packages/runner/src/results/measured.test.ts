import { describe, expect, it } from '@jest/globals';
import { runPlan } from '../run-plan.js';
import { memoryStore, type MemoryStore } from '../store/memory.js';
import { complaint, EXPERIMENT, messageOf, plan } from '../testing/experiments.js';

const spreadOf = (of: string): string =>
  `${EXPERIMENT}  - { use: spread, of: ${of} }\nsweep: { dataset.dimension: [2, 3], seed: { repeat: 2 } }\n`;

async function ran(text: string): Promise<MemoryStore> {
  const store = memoryStore();
  await runPlan(await plan(text), { figures: false, bind: { store } });
  return store;
}
const read = async (store: MemoryStore, path: string): Promise<string> =>
  new TextDecoder().decode(await store.read(path));

describe('conclusions from what others have measured', () => {
  it('read the rows of an analysis, with their example, draw and swept values', async () => {
    const store = await ran(spreadOf('norms.norm'));
    const lines = (await read(store, 'tables/spread.csv')).trim().split(/\r?\n/);
    expect(lines[0]).toBe('trial,model,seed,example,draw,value,dimension');
    expect(lines).toHaveLength(1 + 2 * 2 * 6);
    expect(new Set(lines.slice(1).map((line) => line.split(',').slice(4, 5).join()))).toEqual(new Set(['3/0', '4/0']));
    expect(new Set(lines.slice(1).map((line) => line.split(',').at(-1)))).toEqual(new Set(['2', '3']));
    const norms = (await read(store, 'tables/norms.csv')).trim().split(/\r?\n/).slice(1);
    expect(lines.slice(1).map((line) => line.split(',')[5])).toEqual(norms.map((line) => line.split(',').at(-2)));
    expect(await store.has('tables/spread.parquet')).toBe(false);
  });

  it('read what attacks found: distances of successes, truth values as numbers', async () => {
    const metrics = async (of: string): Promise<Record<string, number>> =>
      JSON.parse(await read(await ran(spreadOf(of)), 'metrics.json')) as Record<string, number>;
    expect(await metrics('slide.distance')).toMatchObject({ 'spread/count': expect.any(Number) });
    expect(await metrics('jump.success')).toMatchObject({ 'spread/least': 0, 'spread/largest': 1 });
  });

  it('read the rows that are chosen, by words, numbers, models and any of several', async () => {
    const count = async (of: string, where: string): Promise<number> => {
      const text = spreadOf(of)
        .replace('of: ', `where: ${where}, of: `)
        .replace('small: { use: affine }', 'small: { use: affine }\n  other: { use: affine }');
      return (JSON.parse(await read(await ran(text), 'metrics.json')) as Record<string, number>)['spread/count']!;
    };
    const runs = 2 * 2;
    expect(await count('norms.norm', '{}')).toBe(2 * runs * 6);
    expect(await count('norms.norm', '{ model: other }')).toBe(runs * 6);
    expect(await count('norms.norm', '{ model: [small, other] }')).toBe(2 * runs * 6);
    expect(await count('norms.norm', '{ example: cloud-1 }')).toBe(2 * runs);
    expect(await count('norms.norm', '{ example: [cloud-1, cloud-2, none], model: small }')).toBe(2 * runs);
    expect(await count('jump.distance', '{ model: small, success: true }')).toBeLessThan(
      await count('jump.success', '{ model: small }'),
    );
  });

  it.each([
    [
      '- { use: spread, of: norms.norm, where: { exmaple: x } }',
      "experiment.yaml:12:54 column 'norms.exmaple' is not in this experiment (did you mean 'norms.example'?), expected one of norms.example, norms.norm, norms.odd, norms.model; ",
    ],
    [
      '- { use: spread, of: norms.norm, where: { model: smal } }',
      "model 'smal' is not in this experiment (did you mean 'small'?)",
    ],
    [
      '- { use: spread, of: norms.norm, where: { model: [small, none] } }',
      "model 'none' is not in this experiment, expected one of small",
    ],
    [
      '- { use: spread, of: slide.margin, where: { constructor: 1 } }',
      "column 'slide.constructor' is not in this experiment",
    ],
    [
      '- { use: spread, of: norms.nrom }',
      "experiment.yaml:12:24 column 'norms.nrom' is not in this experiment (did you mean 'norms.norm'?)",
    ],
    ['- { use: spread, of: slide.distanse }', "(did you mean 'slide.distance'?)"],
    ['- { use: spread, of: norms.example }', "column 'norms.example' is not in this experiment"],
    ['- { use: spread, of: __proto__.x }', "column '__proto__.x' is not in this experiment"],
    [
      '- { use: spread, of: norms.norm, over: dataset.dimension }',
      "swept path 'dataset.dimension' is not in this experiment, and there is none",
    ],
  ])('are refused before work: %s', async (written, expected) => {
    expect(await complaint('- { use: norms }', `- { use: norms }\n  ${written}`)).toContain(expected);
  });

  it('are planned where all that they name is there', async () =>
    expect(await messageOf(plan(spreadOf('norms.norm')))).toBe('nothing thrown'));
});

import { describe, expect, it } from '@jest/globals';
import { planExperiment } from '../plan/plan.js';
import { EXPERIMENT, messageOf, written } from '../testing/experiments.js';

const plan = (sweep: string, set: string[] = [], text = EXPERIMENT) =>
  planExperiment(written(`${text}${sweep === '' ? '' : `sweep: ${sweep}\n`}`), { set });
const swept = async (sweep: string, set: string[] = []): Promise<unknown[]> =>
  (await plan(sweep, set)).trials.map((trial) => Object.values(trial.swept));
const complaint = async (sweep: string, set: string[] = []): Promise<string> =>
  (await messageOf(plan(sweep, set))).replaceAll(/\S*\/(experiment\.yaml)/g, '$1');

describe('zipped values', () => {
  it('go together, position by position', async () => {
    expect(await swept('{ zip: { dataset.dimension: [2, 3, 4], models.small.scale: [20, 30, 40] } }')).toEqual([
      [2, 20],
      [3, 30],
      [4, 40],
    ]);
  });

  it('are one factor of a product with others', async () => {
    const groups = '[{ dataset.dimension: [2, 3], models.small.scale: [20, 30] }, { evaluate.limit: [1, 2] }]';
    expect(await swept(`{ zip: ${groups}, dataset.points: [4, 5], seed: [1, 2] }`)).toHaveLength(2 * 2 * 2 * 2);
    const { trials, sweptPaths, experiment } = await plan(`{ zip: ${groups}, dataset.points: [4, 5] }`);
    expect(sweptPaths).toEqual(['dataset.dimension', 'models.small.scale', 'evaluate.limit', 'dataset.points']);
    expect(trials.slice(0, 3).map((trial) => Object.values(trial.swept))).toEqual([
      [2, 20, 1, 4],
      [2, 20, 1, 5],
      [2, 20, 2, 4],
    ]);
    expect(trials.map(({ settings }) => [settings.dataset.filled['points'], settings.evaluate.limit])[1]).toEqual([
      5, 1,
    ]);
    expect(experiment.sweep.zip).toHaveLength(2);
  });

  it('multiply the trials of a model by what concerns it alone', async () => {
    const two = EXPERIMENT.replace('small: { use: affine }', 'small: { use: affine }\n  large: { use: affine }');
    const { trials } = await plan('{ zip: { models.small.scale: [1, 2], models.large.scale: [3, 4] } }', [], two);
    expect(trials.map(({ model, swept: values }) => [model, ...Object.values(values)])).toEqual([
      ['small', 1],
      ['large', 3],
      ['small', 2],
      ['large', 4],
    ]);
  });

  it.each([
    [
      '{ zip: { dataset.dimension: [2, 3], models.small.scale: [1] } }',
      /^config\/sweep: .*experiment\.yaml:12:44 'models\.small\.scale' has 1 values and 'dataset\.dimension', which it is zipped with, 2; give as many/,
    ],
    [
      '{ zip: [{ dataset.dimension: [2, 3] }, { dataset.dimension: [4] }] }',
      /experiment\.yaml:12:49 'dataset\.dimension' is swept twice; remove one/,
    ],
    ['{ dataset.dimension: [2], zip: { dataset.dimension: [4] } }', /12:41 'dataset\.dimension' is swept twice/],
    ['{ zip: { seed: [1, 2], dataset.dimension: [2, 3] } }', /experiment\.yaml:12:17 'seed' cannot be zipped/],
    ['{ zip: { dataset.dimenson: [1] } }', /12:\d+ unknown key 'dimenson'/],
    ['{ zip: { datset.dimension: [1] } }', /experiment\.yaml:12:17 there is no 'datset\.dimension' to sweep/],
    ['{ zip: { dataset.dimension: [2, x] } }', /experiment\.yaml:12:40 dataset\.dimension: "x" given/],
    ['{ zip: [{ dataset.dimension: [2, x] }] }', /experiment\.yaml:12:41 dataset\.dimension: "x" given/],
    ['{ zip: {} }', /experiment\.yaml:12:\d+ .*expected at least one dotted path/],
    ['{ zip: 3 }', /experiment\.yaml:12:15 sweep\.zip: 3 given, expected/],
    [
      '{ zip: [{ dataset.dimension: 3 }] }',
      /experiment\.yaml:12:\d+ sweep\.zip\.0\.dataset\.dimension: 3 given, expected a list/,
    ],
  ])('refuses %s', async (sweep, expected) => {
    expect(await complaint(sweep)).toMatch(expected);
  });
});

describe('--set with several values', () => {
  it.each<[string[], unknown[]]>([
    [['dataset.dimension=2,3'], [[2], [3]]],
    [
      ['dataset.dimension=2, 3', 'models.small.scale=1,2'],
      [
        [2, 1],
        [2, 2],
        [3, 1],
        [3, 2],
      ],
    ],
    [['attacks.jump.budgets=[1],[2, 3]'], [[[1]], [[2, 3]]]],
    [['attacks.jump.budgets=[1,2]'], [[]]],
    [['seed=5,6'], [[], []]],
    [['sweep.dataset.dimension=4,5'], [[4], [5]]],
  ])('%j sweeps the path', async (set, expected) => {
    expect(await swept('', set)).toEqual(expected);
  });

  it('takes the seeds', async () => {
    expect((await plan('', ['seed=5,6'])).trials.map(({ seed }) => seed)).toEqual([5, 6]);
  });

  it('leaves commas in quotes, and in what cannot be swept', async () => {
    expect((await plan('', ['description=one, two'])).experiment.description).toBe('one, two');
    expect(await complaint('', ['dataset.fault="a,b"'])).toMatch(
      /--set dataset\.fault="a,b" dataset\.fault: "a,b" given/,
    );
  });

  it('replaces values that the config sweeps, one too', async () => {
    expect(await swept('{ dataset.dimension: [2, 3, 4] }', ['dataset.dimension=5,6'])).toEqual([[5], [6]]);
    const { trials, sweptPaths } = await plan('{ dataset.dimension: [2, 3, 4] }', ['dataset.dimension=5']);
    expect(sweptPaths).toEqual([]);
    expect(trials.map(({ settings }) => settings.dataset.filled['dimension'])).toEqual([5]);
    const zip = '{ zip: { dataset.dimension: [2, 3], models.small.scale: [1, 2] } }';
    expect(await swept(zip, ['dataset.dimension=7'])).toEqual([[1], [2]]);
    expect(await swept(zip, ['dataset.dimension=7,8'])).toEqual([
      [1, 7],
      [1, 8],
      [2, 7],
      [2, 8],
    ]);
    expect(await swept('{ zip: [{ dataset.dimension: [2, 3] }] }', ['dataset.dimension=7'])).toEqual([[]]);
  });

  it('says which of its values is wrong', async () => {
    expect(await complaint('', ['dataset.dimension=2,x'])).toMatch(
      /--set dataset\.dimension=2,x dataset\.dimension: "x" given, expected a number/,
    );
    expect(await complaint('', ['dataset.dimension=2,'])).toMatch(/^config\/override: .*is not path=value/);
    expect(await complaint('', ['nonsense.a=1,2'])).toMatch(/unknown key 'nonsense'/);
  });
});

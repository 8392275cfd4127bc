import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { planExperiment } from '../plan/plan.js';
import { complaint, EXPERIMENT, messageOf, plan, written } from '../testing/experiments.js';

describe('the config', () => {
  it('names a file that cannot be read', async () => {
    const file = `${written()}.not`;
    expect(await messageOf(planExperiment(file))).toBe(
      `config/file: [runner/config] '${file}' does not exist, expected a config file; check the path`,
    );
    expect(await messageOf(planExperiment(dirname(file)))).toContain(
      `config/file: [runner/config] '${dirname(file)}' is a folder, expected a config file; give`,
    );
  });

  it('counts the trials of a sweep before it makes them', async () => {
    expect(await messageOf(plan(EXPERIMENT, ['sweep.seed.repeat=1000000000']))).toBe(
      'config/sweep: [runner/config] --set sweep.seed.repeat=1000000000 the sweep makes 1000000000 trials, expected at most 100000; sweep fewer values or seeds, or split the experiment',
    );
    const values = `[${Array.from({ length: 400 }, (_, k) => k + 1).join(', ')}]`;
    expect(await complaint(/$/, `sweep: { dataset.dimension: ${values}, models.small.scale: ${values} }\n`)).toMatch(
      /^config\/sweep: .*experiment\.yaml:12:1 the sweep makes 160000 trials/,
    );
  });

  it('takes no more threads than the cores can use', async () => {
    const most = 4 * availableParallelism();
    expect((await plan(EXPERIMENT, [`threads=${most}`])).experiment.threads).toBe(most);
    expect(await complaint('seed: 3', `threads: ${most + 1}`)).toMatch(
      new RegExp(`experiment\\.yaml:2:10 threads: ${most + 1} given, expected at most ${most}, .*; give fewer`),
    );
  });

  it.each([
    ['nonsense.deep=1', /^config\/invalid: .*--set nonsense\.deep=1 unknown key 'nonsense'/],
    ['models.two.scale=1', /--set models\.two\.scale=1 models\.two\.use: missing, expected a string; add it/],
    ['models.small.fit.steps.x=1', /--set models\.small\.fit\.steps\.x=1 models\.small\.fit\.steps: \{"x":1\} given/],
    ['models.small.use.x=1', /^config\/override: .*: 'models\.small\.use' is a single value, expected a map; set/],
    ['analyses.5.use=norms', /^config\/override: .*: '5' is no position of the list 'analyses', expected 0…1; 1 adds/],
    ['analyses.x=1', /^config\/override: .*'x' is no position/],
    ['models.__proto__.use=affine', /'__proto__' is not a name/],
    ['sweep.dataset.points.x=[1]', /--set sweep\.dataset\.points\.x=\[1\] dataset\.points: \{"x":1\} given/],
    [
      'attacks.jump.norm=l3',
      /--set attacks\.jump\.norm=l3 attacks\.jump\.norm: "l3" given, expected linf \| l2 \| l1 \| l0 \(did/,
    ],
  ])('says that --set %s is what is wrong', async (set, expected) => {
    expect(await messageOf(plan(EXPERIMENT, [set]))).toMatch(expected);
  });

  it('takes fractions as budgets', async () => {
    const { settings } = await plan(EXPERIMENT.replace('[0.5, 4]', '[4/255, 8 / 255, 0.5]'));
    expect(settings.attacks[0]!.options.budgets).toEqual([4 / 255, 8 / 255, 0.5]);
  });

  it.each<[string, number]>([
    ['8./255.', 8 / 255],
    ['1e-3', 0.001],
    ['"1e-3"', 0.001],
    ['"0.25"', 0.25],
    ['2e0/255', 2 / 255],
    ['0x8', 8],
    ['" 8 / 255 "', 8 / 255],
    ['8/255.0', 8 / 255],
    ['.5/255', 0.5 / 255],
    ['.03', 0.03],
    ['8/0.5', 16],
    ['1e-2', 0.01],
  ])('takes %s as a budget', async (text, budget) => {
    const { settings } = await plan(EXPERIMENT.replace('[0.5, 4]', `[0, ${text}]`));
    expect(settings.attacks[0]!.options.budgets).toEqual([0, budget]);
  });

  it('knows what other tools call a key', async () => {
    expect(await complaint('budgets: [0.5, 4]', 'eps: 8/255')).toMatch(
      /experiment\.yaml:8:\d+ unknown key 'eps' \(did you mean 'budgets'\?\)/,
    );
    expect(await messageOf(plan(EXPERIMENT, ['attacks.jump.norm=2']))).toContain(
      "2 given, expected linf | l2 | l1 | l0 (did you mean 'l2'?)",
    );
    expect(await messageOf(plan(EXPERIMENT, ['attacks.jump.norm=.inf']))).toContain(
      "Infinity given, expected linf | l2 | l1 | l0 (did you mean 'linf'?)",
    );
  });

  it.each([
    '-1',
    '8/0',
    '8/0.0',
    './255',
    '8/',
    '/255',
    '8//255',
    '0x',
    '8/0e3',
    '1e',
    'x/255',
    '-8/255',
    '.nan',
    '1/2/3',
    '.inf',
  ])('refuses %s as a budget', async (budget) => {
    expect(await complaint('[0.5, 4]', `[0, ${budget}]`)).toMatch(
      /experiment\.yaml:8:35 attacks\.jump\.budgets\.1: .* given, expected a number >= 0(?: or a fraction such as 8\/255)?; /,
    );
  });

  it('appends to a list with --set', async () => {
    expect((await plan(EXPERIMENT, ['analyses.1.use=norms'])).settings.analyses.map(({ name }) => name)).toEqual([
      'norms',
      'norms-2',
      'robustness',
    ]);
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { planExperiment, type Plan } from '../../plan/plan.js';
import { resolvedConfig } from '../../plan/resolved.js';
import { EXPERIMENT, folder, messageOf, PLUGIN } from '../../testing/experiments.js';

/** Writes files into a new folder, and plans one of them. */
async function plan(files: Readonly<Record<string, string>>, main = 'main.yaml', set: string[] = []): Promise<Plan> {
  const root = folder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return planExperiment(join(root, main), { set });
}
const complaint = async (...given: Parameters<typeof plan>): Promise<string> =>
  (await messageOf(plan(...given))).replaceAll(/\/\S*\/fragility-[^/]+\//g, '');

const base = EXPERIMENT;

describe('extends', () => {
  it('merges maps key by key, replaces lists and values', async () => {
    const { experiment, settings } = await plan({
      'base.yaml': base,
      'main.yaml': `extends: base.yaml
seed: 9
dataset: { points: 8 }
attacks: { jump: { budgets: [2] } }
analyses: []
`,
    });
    expect(experiment).toMatchObject({ name: 'clouds', seed: 9 });
    expect(settings.dataset.filled).toMatchObject({ dimension: 2, points: 8 });
    expect(settings.attacks[0]!.options.budgets).toEqual([2]);
    expect(settings.attacks).toHaveLength(2);
    expect(settings.analyses.map(({ name }) => name)).toEqual(['robustness']);
  });

  it('removes what is null, and takes several files, the last one over the others', async () => {
    const { experiment, settings } = await plan({
      'base.yaml': base,
      'more/seeds.yaml': 'seed: 4\nsweep: { seed: { repeat: 2 } }\n',
      'main.yaml':
        'extends: [base.yaml, more/seeds.yaml]\nattacks: { jump: null }\nanalyses: null\nsweep: { seed: { repeat: 3 } }\n',
    });
    expect(settings.attacks.map(({ name }) => name)).toEqual(['slide']);
    expect(experiment.analyses).toEqual([]);
    expect([experiment.seed, experiment.sweep]).toEqual([4, { seed: { repeat: 3 } }]);
  });

  it('goes on through files that extend others', async () => {
    const { experiment } = await plan({
      'a.yaml': base,
      'b.yaml': 'extends: a.yaml\nseed: 5\ndescription: b\n',
      'main.yaml': 'extends: b.yaml\ndescription: main\n',
    });
    expect([experiment.seed, experiment.description]).toEqual([5, 'main']);
  });

  it('gives the same trials as one file that says the same', async () => {
    const one = await plan({ 'main.yaml': base.replace('seed: 3', 'seed: 8') });
    const two = await plan({ 'base.yaml': base, 'main.yaml': 'extends: base.yaml\nseed: 8\n' });
    expect(two.trials.map(({ id }) => id)).toEqual(one.trials.map(({ id }) => id));
    expect(resolvedConfig(two)).toBe(resolvedConfig(one));
  });

  it('applies --set last', async () => {
    const files = { 'base.yaml': base, 'main.yaml': 'extends: base.yaml\nseed: 8\n' };
    expect((await plan(files, 'main.yaml', ['seed=1'])).experiment.seed).toBe(1);
  });

  it('lists plugins of all files, each once, and finds ./files from where they are written', async () => {
    const { experiment, settings } = await plan({
      'shared/base.yaml': base.replace(PLUGIN, './parts.mjs').replace('affine }', 'affine, scale: 2 }'),
      'shared/parts.mjs': `export { default } from ${JSON.stringify(PLUGIN)};\n`,
      'main.yaml': 'extends: shared/base.yaml\nplugins: [./shared/parts.mjs]\n',
    });
    expect(experiment.plugins).toEqual(['./shared/parts.mjs']);
    expect(settings.models[0]!.plugin.source).toBe('./shared/parts.mjs');
  });

  it('leads paths from the folder of the file that has them', async () => {
    const { experiment } = await plan(
      {
        'shared/base.yaml': base.replace('dimension: 2', 'dimension: 2, fault: none'),
        'runs/a/main.yaml':
          'extends: ../../shared/base.yaml\nmodels: { small: { scale: 2 } }\nsweep: { dataset.dimension: [2] }\n',
      },
      'runs/a/main.yaml',
    );
    expect(experiment.plugins).toEqual([PLUGIN]);
  });

  it.each<[string, string, string, RegExp]>([
    ['a value', 'dimension: two', '', /^config\/invalid: .* base\.yaml:4:40 dataset\.dimension: "two" given/],
    [
      'a key',
      'dimensoin: 2',
      '',
      /base\.yaml:4:10 dataset\.dimension: missing.*\n.*base\.yaml:4:29 unknown key 'dimensoin'/,
    ],
    ['what a file replaces', 'dimension: two', 'dataset:\n  dimension: three\n', /main\.yaml:3:14 .*"three" given/],
    ['a list over another', 'dimension: 2', 'attacks: { jump: { budgets: [4, 1] } }\n', /main\.yaml:2:33 budgets of/],
    ['a list of maps', 'dimension: 2', 'analyses: [{ use: norms, power: x }]\n', /main\.yaml:2:33 analyses\.0\.power/],
    ['a map that both have', 'dimension: 2', 'dataset: { pionts: 3 }\n', /main\.yaml:2:12 unknown key 'pionts'/],
    ['a plugin', PLUGIN, 'plugins: [./none.mjs]\n', /plugin\/missing: .*main\.yaml:2:11 plugin '\.\/none\.mjs'/],
  ])('names the file in which %s was written', async (_, to, own, expected) => {
    const text = base.replace('dimension: 2', to === PLUGIN ? 'dimension: 2' : to);
    expect(await complaint({ 'base.yaml': text, 'main.yaml': `extends: base.yaml\n${own}` })).toMatch(expected);
  });

  it('names a plugin of an extended file where it is listed', async () => {
    const text = base.replace(PLUGIN, '@nobody/nothing');
    const files = { 'base.yaml': text, 'main.yaml': `extends: base.yaml\nplugins: ['${PLUGIN}']\n` };
    expect(await complaint(files)).toMatch(/base\.yaml:3:11 plugin '@nobody\/nothing'/);
  });

  it.each<[Record<string, string>, RegExp]>([
    [
      { 'main.yaml': 'extends: a.yaml\n', 'a.yaml': 'extends: b.yaml\n', 'b.yaml': 'seed: 1\nextends: a.yaml\n' },
      /^config\/extends: .*b\.yaml:2:10 'a\.yaml' extends itself: a\.yaml → b\.yaml → a\.yaml; break the circle/,
    ],
    [{ 'main.yaml': 'extends: main.yaml\n' }, /main\.yaml:1:10 'main\.yaml' extends itself: main\.yaml → main\.yaml/],
    [{ 'main.yaml': 'extends: none.yaml\n' }, /^config\/file: .*main\.yaml:1:10 'none\.yaml' does not exist/],
    [{ 'main.yaml': 'extends: 3\n' }, /main\.yaml:1:10 extends: 3 given, expected a file or a list of files; name one/],
    [{ 'main.yaml': 'extends: [a.yaml, {}]\n', 'a.yaml': '' }, /main\.yaml:1:19 extends: \{\} given/],
    [{ 'main.yaml': 'extends: a.yaml\n', 'a.yaml': 'seed: [1' }, /^config\/syntax: .*a\.yaml:1:9/],
    [
      Object.fromEntries(
        ['main', 'a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name, k, all) => [
          `${name}.yaml`,
          k < 7 ? `extends: [${all[k + 1]}.yaml, ${all[k + 1]}.yaml]\n` : 'seed: 1\n',
        ]),
      ),
      /is one of more than 64 files of a config; extend fewer/,
    ],
  ])('refuses %j', async (files, expected) => {
    expect(await complaint(files)).toMatch(expected);
  });
});

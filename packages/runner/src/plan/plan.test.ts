import { describe, expect, it } from '@jest/globals';
import { complaint, EXPERIMENT, messageOf, plan } from '../testing/experiments.js';

describe('planExperiment', () => {
  it('plans one trial per model, filled with defaults', async () => {
    const { trials, experiment, settings } = await plan();
    expect(trials).toMatchObject([{ model: 'small', seed: 3, swept: {} }]);
    expect(experiment).toMatchObject({ engine: 'auto', seed: 3 });
    expect(settings.dataset.filled).toEqual({ dimension: 2, points: 6, fault: 'none' });
    expect(settings.attacks.map(({ options }) => options)).toEqual([{ norm: 'l2', budgets: [0.5, 4] }, { norm: 'l2' }]);
  });

  it('crosses sweep, seeds and models', async () => {
    const { trials } = await plan(
      `${EXPERIMENT}sweep: { dataset.dimension: [2, 3], attacks.jump.budgets: [[1], [2]], seed: { repeat: 3 } }\n`,
    );
    expect(trials).toHaveLength(12);
    expect(trials.map(({ seed }) => seed).slice(0, 4)).toEqual([3, 4, 5, 3]);
    expect(new Set(trials.map(({ id }) => id)).size).toBe(12);
  });

  it('sweeps a model without repeating the others', async () => {
    const two = EXPERIMENT.replace('small: { use: affine }', 'small: { use: affine }\n  large: { use: affine }');
    const { trials } = await plan(`${two}sweep: { models.large.scale: [2, 3, 4] }\n`);
    expect(trials.map(({ model, swept }) => [model, swept])).toEqual([
      ['small', {}],
      ['large', { 'models.large.scale': 2 }],
      ['large', { 'models.large.scale': 3 }],
      ['large', { 'models.large.scale': 4 }],
    ]);
  });

  it('names a trial by what it depends on and by nothing else', async () => {
    const id = async (text?: string, set?: string[]): Promise<string> => (await plan(text, set)).trials[0]!.id;
    const original = await id();
    expect(original).toMatch(/^[0-9a-f]{16}$/);
    expect(await id()).toBe(original);
    expect(await id(EXPERIMENT.replace('name: clouds', 'name: other\ndescription: words\nthreads: 1'))).toBe(original);
    expect(await id(EXPERIMENT.replace('dimension: 2', 'points: 6, dimension: 2'))).toBe(original);
    for (const set of [
      'seed=4',
      'dataset.points=7',
      'models.small.scale=2',
      'attacks.jump.budgets=[1]',
      'analyses.0.power=3',
      'evaluate.limit=2',
      'engine=wasm',
    ]) {
      expect([set, await id(EXPERIMENT, [set])]).not.toEqual([set, original]);
    }
  });

  it('applies overrides', async () => {
    const { trials, settings } = await plan(EXPERIMENT, [
      'sweep.dataset.dimension=[2, 5]',
      'sweep.seed.repeat=2',
      'models.small.fit.steps=9',
    ]);
    expect(trials).toHaveLength(4);
    expect(settings.models[0]!.filled['fit']).toEqual({ steps: 9 });
  });

  it('takes one budget, a target and a time limit', async () => {
    const text = EXPERIMENT.replace('[0.5, 4]', '8/255, timeLimit: 2.5').replace(
      'use: slide',
      'use: aim, criterion: { targeted: least-likely }',
    );
    const { settings, trials } = await plan(text);
    expect(settings.attacks.map(({ options }) => options)).toEqual([
      { norm: 'l2', budgets: [8 / 255], timeLimit: 2.5 },
      { norm: 'l2', criterion: { targeted: 'least-likely' } },
    ]);
    expect((await plan(text, ['attacks.slide.criterion.targeted=1'])).trials[0]!.id).not.toBe(trials[0]!.id);
  });

  it('validates a value that only the sweep gives', async () => {
    const { trials } = await plan(EXPERIMENT.replace(', dimension: 2', '') + 'sweep: { dataset.dimension: [4] }\n');
    expect(trials[0]!.settings.dataset.filled).toMatchObject({ dimension: 4 });
  });
});

describe('analyses of some attacks', () => {
  const without = EXPERIMENT.replace('  slide: { use: slide }\n', '').replace('use: norms', 'use: nearest');

  it('are refused where there are none of these, at any point of the sweep', async () => {
    expect(await messageOf(plan(without))).toMatch(
      /experiment\.yaml:10:5 analysis 'nearest' needs a smallest-norm attack in norm l2 and none is configured; add one/,
    );
    expect(await messageOf(plan(without.replace('use: jump', 'use: slide')))).toBe('nothing thrown');
    expect(await messageOf(plan(`${without}sweep: { attacks.jump.use: [slide, jump] }\n`))).toMatch(/'nearest' needs/);
  });
});

describe('bad input', () => {
  it.each([
    ['dimension: 2', 'dimensoin: 2', /experiment\.yaml:4:29 unknown key 'dimensoin' \(did you mean 'dimension'\?\)/],
    [
      'dimension: 2',
      'dimension: two',
      /experiment\.yaml:4:40 dataset\.dimension: "two" given, expected a number; write a finite number/,
    ],
    ['dimension: 2', 'points: 2', /experiment\.yaml:4:10 dataset\.dimension: missing, expected a number; add it/],
    ['seed: 3', 'sede: 3', /experiment\.yaml:2:1 unknown key 'sede' \(did you mean 'seed'\?\)/],
    ['seed: 3', 'engine: natvie', /experiment\.yaml:2:9 .*did you mean 'native'\?/],
    ['name: clouds', 'name: ../clouds', /experiment\.yaml:1:7 .*expected letters/],
    [
      'name: clouds',
      'name: clouds\nname: again',
      /config\/syntax: .*experiment\.yaml:2:1 key 'name' is given twice.*remove one/,
    ],
    [
      'name: clouds',
      'name: clouds\n---\nname: b',
      /experiment\.yaml:2:1 a second document starts here, .*file of its own/,
    ],
    ['seed: 3', '\tseed: 3', /config\/syntax: .*experiment\.yaml:2:1 a tab indents this line/],
    ['seed: 3', 'seed: *three', /config\/syntax: .*experiment\.yaml:2:7 alias '\*three' has no anchor.*write '&three'/],
    ['seed: 3', 'seed: !!js/function 3', /config\/syntax: .*experiment\.yaml:2:7 .*tag/],
    [
      '{ use: two-clouds, dimension: 2 }',
      '&d { use: two-clouds, dimension: *d }',
      /config\/syntax: .*experiment\.yaml:4:43 alias '\*d' is within the value that it repeats/,
    ],
    [
      'dimension: 2',
      'dimensoin: 2, pionts: 3',
      /4:29 unknown key 'dimensoin' .*4:43 unknown key 'pionts' \(did you mean 'points'\?\)/s,
    ],
    ['name: clouds', 'name: [clouds', /config\/syntax: .*experiment\.yaml:\d+:\d+/],
    ['  small: {', '  sm.all: {', /experiment\.yaml:6:3 'sm\.all' is not a name/],
    [
      'use: affine',
      'use: afine',
      /experiment\.yaml:6:17 no model is named 'afine' \(did you mean 'affine'\?\); known: affine, kept, walked; correct the name or list its package under plugins/,
    ],
    ['use: affine', 'use: jump', /experiment\.yaml:6:17 no model is named 'jump'; 'jump' is an attack/],
    [
      '{ use: affine }',
      '{ use: affine, fit: { stpes: 2 } }',
      /experiment\.yaml:6:32 unknown key 'stpes' \(did you mean 'steps'\?\)/,
    ],
    ['{ use: affine }', '{ scale: 1 }', /experiment\.yaml:6:10 models\.small\.use: missing/],
    ['[0.5, 4]', '[0.5, -4]', /experiment\.yaml:8:37 .*-4 given.*>=\s?0/],
    ['[0.5, 4]', '[4, 0.5]', /experiment\.yaml:8:35 budgets of 'jump' are not ascending/],
    [', budgets: [0.5, 4]', '', /experiment\.yaml:8:9 attack 'jump' works within a given budget and has none/],
    ['budgets', 'bugdets', /experiment\.yaml:8:22 unknown key 'bugdets' \(did you mean 'budgets'\?\)/],
    [
      '{ use: slide }',
      '{ use: slide, norm: linf }',
      /experiment\.yaml:9:30 attack 'slide' does not work in norm 'linf', expected l2/,
    ],
    [
      '{ use: slide }',
      '{ use: aim }',
      /experiment\.yaml:9:17 attack 'aim' needs targets; add criterion: \{ targeted: next \}, or least-likely/,
    ],
    [
      '{ use: slide }',
      '{ use: aim, criterion: untargeted }',
      /experiment\.yaml:9:33 attack 'aim' needs targets; add criterion/,
    ],
    [
      '{ use: slide }',
      '{ use: drift, criterion: { targeted: next } }',
      /experiment\.yaml:9:35 attack 'drift' cannot aim at a class, expected criterion: untargeted; leave it out/,
    ],
    [
      '{ use: slide }',
      '{ use: slide, criterion: { targeted: nxt } }',
      /experiment\.yaml:9:\d+ attacks\.slide\.criterion\.targeted: "nxt" given, expected .*next/,
    ],
    [
      '{ use: slide }',
      '{ use: slide, criterion: targeted }',
      /experiment\.yaml:9:\d+ attacks\.slide\.criterion: "targeted"/,
    ],
    ['{ use: slide }', '{ use: slide, criterion: { targeted: -1 } }', /experiment\.yaml:9:\d+ .*-1 given/],
    [
      '{ use: slide }',
      '{ use: slide, timeLimit: 0 }',
      /experiment\.yaml:9:\d+ attacks\.slide\.timeLimit: 0 given, expected a number > 0/,
    ],
    ['{ use: slide }', '{ use: slide, timeLimit: .inf }', /attacks\.slide\.timeLimit: Infinity given/],
    ['budgets: [0.5, 4]', 'budgets: -1', /experiment\.yaml:8:\d+ attacks\.jump\.budgets: -1 given, expected/],
    ['budgets: [0.5, 4]', 'budgets: 1e999', /experiment\.yaml:8:\d+ attacks\.jump\.budgets: Infinity given, expected/],
    [
      'budgets: [0.5, 4]',
      "budgets: ['1e999']",
      /experiment\.yaml:8:\d+ attacks\.jump\.budgets\.0: "1e999" given, expected/,
    ],
    ['seed: 3', 'seed: 9007199254740993', /experiment\.yaml:2:7 seed: 9007199254740992 given, expected/],
    [
      'seed: 3',
      'seed: 9007199254740990\nsweep: { seed: { repeat: 3 } }',
      /experiment\.yaml:3:26 3 seeds from 9007199254740990 on given, expected none beyond 9007199254740991/,
    ],
    ['seed: 3', 'sweep: { seed: [1, 1e300] }', /experiment\.yaml:2:\d+ .*1e\+300 given/],
    ['{ use: slide }', '{ use: slide, norm: l7 }', /experiment\.yaml:9:30 .*expected linf \| l2 \| l1/],
    [
      'budgets: [0.5, 4]',
      'budgets: [1], fault: create',
      /experiment\.yaml:8:16 attack 'jump' throws on creation: no licence/,
    ],
    [
      /attacks:\n.*\n.*\nanalyses:\n.*norms/,
      'analyses:\n  - { use: distances',
      /experiment\.yaml:8:5 analysis 'distances' needs attacks and none is configured/,
    ],
    [
      'seed: 3',
      'sweep: { dataset.dimension: [2, x] }',
      /experiment\.yaml:2:33 dataset\.dimension: "x" given, expected a number/,
    ],
    [
      'seed: 3',
      'sweep: { dataset.dimenson: [2] }',
      /experiment\.yaml:2:2\d unknown key 'dimenson' \(did you mean 'dimension'\?\)/,
    ],
    [
      'seed: 3',
      'sweep: { models.smal.scale: [2] }',
      /config\/sweep: .*experiment\.yaml:2:10 there is no 'models\.smal\.scale' to sweep: 'smal' is not known \(did you mean 'small'\?\)/,
    ],
    ['seed: 3', 'sweep: { datset.dimension: [2] }', /experiment\.yaml:2:10 there is no 'datset\.dimension' to sweep/],
    ['seed: 3', 'sweep: { dataset.dimension.x: [2] }', /'dimension' is a single value/],
    ['seed: 3', 'sweep: { dataset.dimension: 2 }', /experiment\.yaml:2:29 .*expected a list; write/],
    ['seed: 3', 'sweep: { seed: { repeat: 0 } }', /experiment\.yaml:2:2\d .*0 given/],
    ['seed: 3', 'plugin: []', /unknown key 'plugin' \(did you mean 'plugins'\?\)/],
    [
      /plugins: .*/,
      "plugins: ['@nobody/nothing']",
      /plugin\/missing: .*experiment\.yaml:3:11 plugin '@nobody\/nothing' is not installed.*npm install @nobody\/nothing/,
    ],
    [
      /plugins: .*/,
      'plugins: [./here.mjs]',
      /plugin\/missing: .*experiment\.yaml:3:11 plugin '\.\/here\.mjs' is not a file/,
    ],
  ])('refuses %s → %s', async (from, to, expected) => {
    expect(await complaint(from, to)).toMatch(expected);
  });

  it('reports every problem at once, each on its line', async () => {
    const message = await complaint(
      /dimension: 2 }[^]*budgets: \[0\.5, 4\]/,
      'dimensoin: 2 }\nmodels:\n  a: { use: afine }\nattacks:\n  jump: { use: jump',
    );
    expect(message.split('\n')).toHaveLength(4);
  });

  it('says which override is wrong', async () => {
    expect(await messageOf(plan(EXPERIMENT, ['dataset.dimension=two']))).toMatch(
      /--set dataset\.dimension=two dataset\.dimension: "two" given, expected a number; write a finite number/,
    );
    expect(await messageOf(plan(EXPERIMENT, ['dataset.dimension']))).toMatch(/config\/override: .*is not path=value/);
    expect(await messageOf(plan(EXPERIMENT, ['=2']))).toMatch(/config\/override/);
  });

  it('says what an empty config lacks', async () => {
    expect(await messageOf(plan('# nothing'))).toMatch(
      /experiment\.yaml:1:1 the config is empty, expected name, plugins, dataset and models; add them/,
    );
  });

  it.each(['', '[]', 'a string'])('refuses %j for a config', async (text) => {
    expect(await messageOf(plan(text))).toMatch(/config\/invalid/);
  });
});

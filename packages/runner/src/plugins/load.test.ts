import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { folder, messageOf, PLUGIN } from '../testing/experiments.js';
import { loadPlugins } from './load.js';
import { resolvePlugin } from './resolve.js';

const source = { locate: () => 'experiment.yaml:1:1' };
const load = (at: string, ...plugins: string[]) => loadPlugins(plugins, at, source);

/** A folder with files, by path. */
function tree(files: Record<string, string>): string {
  const root = folder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const manifest = (name: string, rest: object): string =>
  JSON.stringify({ name, version: '1.2.3', type: 'module', ...rest });
const attack = (name: string): string =>
  `{ kind: 'attack', name: '${name}', summary: 's', norms: ['l2'], params: { '~standard': { version: 1, vendor: 'own', validate: (value) => ({ value }) } }, create: () => null }`;
const plugin = (...names: string[]): string =>
  `export default { api: 1, provides: [${names.map(attack).join(', ')}] };`;

describe('resolvePlugin', () => {
  it.each([
    [{ exports: './main.mjs' }, 'stranger', 'main.mjs'],
    [
      { exports: { '.': { types: './main.d.ts', import: './main.mjs', require: './main.cjs' } } },
      'stranger',
      'main.mjs',
    ],
    [{ exports: { require: './main.cjs', default: './main.mjs' } }, 'stranger', 'main.mjs'],
    [{ exports: { '.': [{ browser: './no.js' }, './main.mjs'] } }, 'stranger', 'main.mjs'],
    [{ exports: { '.': './no.mjs', './deep': './main.mjs' } }, 'stranger/deep', 'main.mjs'],
    [{ exports: { './*': './*.mjs' } }, 'stranger/main', 'main.mjs'],
    [{ main: 'main.mjs' }, 'stranger', 'main.mjs'],
    [{}, 'stranger/main.mjs', 'main.mjs'],
  ])('reads %j for %s', (rest, specifier, expected) => {
    const root = tree({
      'node_modules/stranger/package.json': manifest('stranger', rest),
      'node_modules/stranger/main.mjs': '',
      'deep/er/x': '',
    });
    const { entry, package: owner } = resolvePlugin(specifier, join(root, 'deep/er'));
    expect(entry).toBe(join(root, 'node_modules/stranger', expected));
    expect(owner?.version).toBe('1.2.3');
  });

  it('finds the package that the config is in', () => {
    const root = tree({
      'package.json': manifest('@me/plugin', { exports: './index.mjs' }),
      'index.mjs': '',
      'examples/x': '',
    });
    expect(resolvePlugin('@me/plugin', join(root, 'examples')).entry).toBe(join(root, 'index.mjs'));
  });

  it('says what an installed package lacks', () => {
    const root = tree({
      'node_modules/stranger/package.json': manifest('stranger', { exports: { './a': './gone.mjs' } }),
    });
    expect(() => resolvePlugin('stranger', root)).toThrow(/exports nothing by that name/);
    expect(() => resolvePlugin('stranger/a', root)).toThrow(/gone\.mjs does not exist; build or reinstall/);
  });
});

describe('loadPlugins', () => {
  it('loads a stranger’s package, a file beside the config and an absolute path', async () => {
    const root = tree({
      'node_modules/stranger/package.json': manifest('stranger', { exports: './index.mjs' }),
      'node_modules/stranger/index.mjs': plugin('pgd'),
      'my-plugin.mjs': plugin('mine'),
    });
    const { plugins, find } = await load(root, 'stranger', './my-plugin.mjs', PLUGIN);
    expect(plugins.map(({ version }) => version)).toEqual([
      '1.2.3',
      expect.stringMatching(/^[0-9a-f]{12}$/),
      expect.stringMatching(/^[0-9a-f]{12}$/),
    ]);
    expect(find('attack', 'pgd')).toMatchObject({ definition: { name: 'pgd' }, plugin: { source: 'stranger' } });
    expect(find('attack', './my-plugin.mjs/mine')).toMatchObject({ definition: { name: 'mine' } });
    expect(find('model', 'affine')).toMatchObject({ definition: { kind: 'model' } });
  });

  it('tells versions of linked code apart', async () => {
    const root = tree({
      'work/package.json': manifest('linked', { exports: './dist/index.mjs' }),
      'work/dist/index.mjs': `import './inner.js';\n${plugin('pgd')}`,
      'work/dist/inner.js': '1',
      'node_modules/x': '',
    });
    symlinkSync(join(root, 'work'), join(root, 'node_modules/linked'));
    const version = async (): Promise<string> => (await load(root, 'linked')).plugins[0]!.version;
    const before = await version();
    expect(before).toMatch(/^1\.2\.3\+[0-9a-f]{12}$/);
    expect(await version()).toBe(before);
    writeFileSync(join(root, 'work/dist/inner.js'), '2');
    expect(await version()).not.toBe(before);
  });

  it('unwraps a CommonJS plugin', async () => {
    const root = tree({ 'old.cjs': plugin('pgd').replace('export default', 'module.exports.default =') });
    expect((await load(root, './old.cjs')).find('attack', 'pgd')).toHaveProperty('definition');
  });

  it('asks for the full name where two plugins offer one', async () => {
    const root = tree({ 'a.mjs': plugin('pgd'), 'b.mjs': plugin('pgd', 'fgsm') });
    const { find } = await load(root, './a.mjs', './b.mjs');
    expect(find('attack', 'pgd')).toEqual({
      problem: "attack 'pgd' is offered by 2 plugins; write use: './a.mjs/pgd' or use: './b.mjs/pgd'",
    });
    expect(find('attack', './b.mjs/pgd')).toMatchObject({ plugin: { source: './b.mjs' } });
    expect(find('attack', 'fgsm')).toMatchObject({ plugin: { source: './b.mjs' } });
  });

  it.each([
    [
      'throw new Error("no licence");',
      /^plugin\/import: .*experiment\.yaml:1:1 plugin '\.\/a\.mjs' throws on import: no licence/,
    ],
    [
      'export default { api: 2, provides: [] };',
      /^plugin\/api: .*experiment\.yaml:1:1 .*\.\/a\.mjs.*api 2.*install a matching version/,
    ],
    ['export const nothing = 1;', /^plugin\/shape: .*experiment\.yaml:1:1 .*not a plugin/],
    [plugin('pgd', 'pgd'), /^plugin\/definition: .*two definitions are named attack 'pgd'/],
  ])('refuses %s', async (code, expected) => {
    expect(await messageOf(load(tree({ 'a.mjs': code }), './a.mjs'))).toMatch(expected);
  });

  it('refuses a plugin listed twice', async () => {
    expect(await messageOf(load(tree({ 'a.mjs': plugin('pgd') }), './a.mjs', './a.mjs'))).toMatch(
      /plugin\/twice: .*listed twice; remove one/,
    );
  });
});

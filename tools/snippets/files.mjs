import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSource } from '../../packages/runner/dist/config/source.js';
import { root } from '../setup.mjs';

/** Where modules are compiled and pages are run; below the root, so that imports find the built packages. */
export const SCRATCH = join(root, 'out', 'docs');

const within = (folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => !/(^|\/)(node_modules|dist)\//.test(name))
    .sort();

/** Every page whose snippets run. */
export const pages = () => [
  'README.md',
  'CONTRIBUTING.md',
  ...within('docs').filter((name) => name.endsWith('.md')),
  ...['packages', 'apps'].flatMap(within).filter((name) => name.endsWith('/README.md')),
];

/** Every source file whose docstrings may hold examples. */
export const sources = () =>
  ['packages', 'apps']
    .flatMap(within)
    .filter((name) => /\/src\/.*\.ts$/.test(name) && !/\.test\.ts$|\/testing\//.test(name));

/** The packages of the workspace, lowest floor first. */
export const packages = () =>
  JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')).references.map(({ path }) => ({
    folder: path.replace('./', ''),
    ...JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')),
  }));

/** What every plugin package of the workspace provides: the page it must have, its definition and its package. */
export async function documentedNames() {
  const folders = { dataset: 'datasets', model: 'models', attack: 'attacks', analysis: 'analyses' };
  const found = [];
  for (const { name } of packages()) {
    const { default: plugin } = await import(name);
    for (const definition of plugin?.provides ?? [])
      found.push({ page: `docs/${folders[definition.kind]}/${definition.name}.md`, definition, source: name });
  }
  return found;
}

let fixtures;

/** The example experiments that need no data of their own, at the small size that examples/small.json gives them. */
function smallExperiments() {
  const small = JSON.parse(readFileSync(join(root, 'examples/small.json'), 'utf8'));
  const withoutData = Object.entries(small).filter(([, settings]) => !settings.join().includes('${data}'));
  fixtures ??= withoutData.map(([name, settings]) => {
    const text = readFileSync(join(root, `examples/experiments/${name}.yaml`), 'utf8');
    return [`${name}.yaml`, JSON.stringify(parseSource(text, name, settings).value, null, 2)];
  });
  return fixtures;
}

/** Makes the folder that a page is run in; it holds the example experiments at small size, and the examples of the workspace. */
export function scratch(page) {
  const folder = join(SCRATCH, 'pages', page.replace(/\.md$/, ''));
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, 'examples'))) symlinkSync(join(root, 'examples'), join(folder, 'examples'));
  for (const [name, text] of smallExperiments()) writeFileSync(join(folder, name), text);
  return folder;
}

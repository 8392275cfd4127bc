import { formatFiles } from '@nx/devkit';
import { camel, KINDS } from './kinds.mjs';
import { packageFiles } from './package-files.mjs';
import { page, withPackage, withRow } from './pages.mjs';

const read = (tree, path) => tree.read(path, 'utf8');

/** The template of `npm create fragility-plugin` without the plugin around the definition. */
function sourceOf(tree, kind, name) {
  return read(tree, `packages/create-fragility-plugin/templates/${kind}/src/index.ts`)
    .replaceAll('my-part', name)
    .replaceAll('myPart', camel(name))
    .replaceAll('@fragility/kind', `@fragility/${kind}`)
    .replace('definePlugin, ', '')
    .replace(/\nexport default definePlugin\(.*\n/, '');
}

const testOf = (tree, kind, name) =>
  read(tree, `tools/generators/tests/${kind}.txt`).replaceAll('my-part', name).replaceAll('myPart', camel(name));

/** An index with the definition in its plugin; a new one where there is none. */
function indexOf(text, name) {
  const variable = camel(name);
  const imported = `import { ${variable} } from './${name}.js';\n`;
  if (text === null)
    return `import { definePlugin } from '@fragility/plugin';\n${imported}\nexport { ${variable} };\nexport default /* @__PURE__ */ definePlugin({ api: 1, provides: [${variable}] });\n`;
  const added = text
    .replace(/\n\nexport /, `\n${imported}\nexport { ${variable} };\nexport `)
    .replace(/provides: \[([^\]]*?),?\s*\]/, `provides: [$1, ${variable}]`);
  if (!added.includes(imported) || !added.includes(`, ${variable}]`))
    throw new Error(`the plugin of this package does not list its definitions in one place; add ${variable} by hand`);
  return added;
}

function addPackage(tree, kind, folder, packageName, root) {
  for (const [file, text] of Object.entries(packageFiles(tree, kind, folder))) tree.write(`${root}/${file}`, text);
  const references = JSON.parse(read(tree, 'tsconfig.json'));
  const before = references.references.findIndex(({ path }) => path === './packages/report');
  references.references.splice(before, 0, { path: `./${root}` });
  tree.write('tsconfig.json', JSON.stringify(references));
  const short = packageName.replace('@fragility/', '');
  tree.write(
    'README.md',
    withPackage(read(tree, 'README.md'), 3, short, root, `What ${short} provides, in one sentence`),
  );
}

/** Writes a definition of a kind with its test and its page, in an existing package or in a new one. */
async function generate(tree, kind, { name, package: folder = name }) {
  const { folder: kinds, prefix, title } = KINDS[kind];
  const root = `packages/${kinds}/${folder}`;
  const packageName = tree.exists(`${root}/package.json`)
    ? JSON.parse(read(tree, `${root}/package.json`)).name
    : `@fragility/${prefix}-${folder}`;
  if (tree.exists(`${root}/src/${name}.ts`)) throw new Error(`${root}/src/${name}.ts exists; choose another name`);
  if (!tree.exists(`${root}/package.json`)) addPackage(tree, kind, folder, packageName, root);
  tree.write(`${root}/src/${name}.ts`, sourceOf(tree, kind, name));
  tree.write(`${root}/src/${name}.test.ts`, testOf(tree, kind, name));
  tree.write(`${root}/src/index.ts`, indexOf(read(tree, `${root}/src/index.ts`), name));
  tree.write(`docs/${kinds}/${name}.md`, page(kind, name, packageName, root));
  const row = `| [${name}](${kinds}/${name}.md) | What it does, in one sentence |`;
  tree.write('docs/README.md', withRow(read(tree, 'docs/README.md'), title, row));
  await formatFiles(tree);
  return () =>
    console.log(`write the algorithm in ${root}/src/${name}.ts; see CONTRIBUTING.md for what else a package needs`);
}

export const attack = (tree, options) => generate(tree, 'attack', options);
export const dataset = (tree, options) => generate(tree, 'dataset', options);
export const model = (tree, options) => generate(tree, 'model', options);
export const analysis = (tree, options) => generate(tree, 'analysis', options);

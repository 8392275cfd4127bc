import { KINDS } from './kinds.mjs';

const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

/** The files of a new package that are alike in all of them, after those of a neighbour. */
export function packageFiles(tree, kind, name) {
  const { folder, prefix, contracts } = KINDS[kind];
  const root = `packages/${folder}/${name}`;
  const { version } = JSON.parse(tree.read('packages/numerics/package.json', 'utf8'));
  const neighbour = JSON.parse(tree.read('packages/attacks/gradient/package.json', 'utf8'));
  const moved = (text) => text.replaceAll('packages/attacks/gradient', root);
  const own = ['numerics', 'plugin', ...contracts].sort();
  const manifest = {
    ...neighbour,
    name: `@fragility/${prefix}-${name}`,
    description: `What ${prefix}-${name} provides, in one sentence`,
    homepage: moved(neighbour.homepage),
    repository: { ...neighbour.repository, directory: root },
    dependencies: {
      ...Object.fromEntries(own.map((one) => [`@fragility/${one}`, version])),
      valibot: neighbour.dependencies.valibot,
    },
    nx: { tags: ['floor:3', `pack:${prefix}-${name}`] },
  };
  const tsconfig = JSON.parse(tree.read('packages/attacks/gradient/tsconfig.json', 'utf8'));
  const paths = ['../../numerics', '../../contracts/plugin', ...contracts.map((one) => `../../contracts/${one}`)];
  return {
    'package.json': json(manifest),
    'tsconfig.json': json({ ...tsconfig, references: paths.map((path) => ({ path })) }),
    'eslint.config.mjs': tree.read('packages/attacks/gradient/eslint.config.mjs', 'utf8'),
    'jest.config.mjs': tree
      .read('packages/attacks/gradient/jest.config.mjs', 'utf8')
      .replace('attacks-gradient', `${prefix}-${name}`),
    LICENSE: tree.read('LICENSE', 'utf8'),
    'README.md': `# @fragility/${prefix}-${name}\n\n${manifest.description}.\n\n\`\`\`sh\nnpm install @fragility/${prefix}-${name}\n\`\`\`\n\nExports: the plugin (default).\n`,
  };
}

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './setup.mjs';

const IMPORTS = /(?:from\s+|import\(\s*|^import\s+)['"]([^'"\n]+)['"]/gm;

/** Package that a specifier names: `@a/b/c` is of `@a/b`. */
const packageOf = (specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

/** Every declaration that the exports of a package lead to, with the packages it imports. */
function* declarations(folder, exports) {
  const queue = Object.values(exports).flatMap(({ types }) => (types ? [join(folder, types)] : []));
  const seen = new Set();
  while (queue.length > 0) {
    const file = queue.pop();
    if (seen.has(file) || !existsSync(file)) continue;
    seen.add(file);
    const specifiers = [...readFileSync(file, 'utf8').matchAll(IMPORTS)].map(([, specifier]) => specifier);
    for (const each of specifiers.filter((specifier) => specifier.startsWith('.')))
      queue.push(join(dirname(file), each.replace(/\.js$/, '.d.ts')));
    yield { file, packages: specifiers.filter((specifier) => !/^(\.|node:)/.test(specifier)).map(packageOf) };
  }
}

/** Refuses type declarations that cannot be checked without a package that a stranger need not have. */
export function checkOptionalTypes(folders) {
  const faults = [];
  for (const folder of folders) {
    const manifest = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8'));
    const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {}, exports = {} } = manifest;
    const there = [...Object.keys(dependencies), ...Object.keys(peerDependencies), manifest.name];
    const needed = new Set(there.filter((name) => !peerDependenciesMeta[name]?.optional));
    for (const { file, packages } of declarations(`${root}${folder}`, exports))
      for (const name of packages) if (!needed.has(name)) faults.push(`${file} needs the types of ${name}`);
  }
  if (faults.length > 0) throw new Error(`type declarations need packages that are optional:\n${faults.join('\n')}`);
}

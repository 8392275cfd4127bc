import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../setup.mjs';
import { packages } from './files.mjs';
import { MODULES, PRELUDE } from './modules.mjs';

/** Names that examples may use without an import, beside those of the packages. */
const OTHERS = {
  z: 'zod',
  optional: 'valibot',
  strictObject: 'valibot',
  readFile: 'node:fs/promises',
  writeFile: 'node:fs/promises',
};

/** The examples of a source file as blocks, in lines that are the file's lines. */
export function blocksOf(text) {
  const lines = text.split('\n');
  const code = lines.map(() => '');
  let open = false;
  let count = 0;
  lines.forEach((raw, k) => {
    const line = raw.replace(/^\s*(\/\*)?\*+ ?/, '').replace(/\s*\*\/\s*$/, '');
    const example = /^@example ?(.*)$/.exec(line);
    if (open && (line.startsWith('@') || /^\s*\*\/\s*$/.test(raw))) {
      code[k] = '}';
      open = false;
    }
    if (example) {
      code[k] += `{ ${example[1]}`;
      open = true;
      count++;
    } else if (open) code[k] = line;
    if (open && raw.trimEnd().endsWith('*/')) {
      code[k + 1] = '}';
      open = false;
    }
  });
  return { code, count };
}

/** Every name that a public entry point exports, with the entry point. */
async function publicNames() {
  const names = new Map(Object.entries(OTHERS));
  for (const { name, exports } of packages()) {
    for (const path of Object.keys(exports).filter((key) => !key.endsWith('.json'))) {
      const specifier = name + path.slice(1);
      for (const key of Object.keys(await import(specifier))) if (!names.has(key)) names.set(key, specifier);
    }
  }
  return names;
}

/**
 * A module for every source file with examples. Names are found in the file itself, its package, the prelude, then any package:
 * examples need no imports.
 */
export async function exampleModules(sources) {
  const shared = await publicNames();
  const prelude = Object.keys(await import(pathToFileURL(PRELUDE).href));
  const modules = [];
  for (const file of sources) {
    const { code, count } = blocksOf(readFileSync(join(root, file), 'utf8'));
    if (count === 0) continue;
    const built = join(root, file.replace('/src/', '/dist/').replace(/\.ts$/, '.js'));
    if (!existsSync(built)) continue;
    const from = dirname(join(MODULES, file));
    const own = relative(from, built).replaceAll('\\', '/');
    const [, folder] = /^(.*?)\/src\//.exec(file);
    const { name } = packages().find((one) => one.folder === folder);
    const places = [
      [own, Object.keys(await import(pathToFileURL(built).href))],
      [name, Object.keys(await import(name))],
      [relative(from, PRELUDE).replaceAll('\\', '/'), prelude],
    ];
    const words = new Set(code.join('\n').match(/(?<![.\w])[A-Za-z_]\w*/g));
    const imports = [...words].flatMap((word) => {
      if (word === 'default') return [];
      const [place] = places.find(([, keys]) => keys.includes(word)) ?? [shared.get(word)];
      return place === undefined ? [] : [`import { ${word} } from '${place}';`];
    });
    code[0] = imports.join(' ') + code[0];
    modules.push({ file, code, count });
  }
  return modules;
}

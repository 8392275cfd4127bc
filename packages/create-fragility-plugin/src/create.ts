import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { namesOf, type Names } from './names.js';

/** What a plugin can provide. */
export const KINDS = ['attack', 'dataset', 'model', 'analysis'] as const;
export type Kind = (typeof KINDS)[number];

export interface Created {
  readonly folder: string;
  readonly names: Names;
  /** Paths of the files written, from the folder. */
  readonly files: readonly string[];
}

const HERE = fileURLToPath(new URL('..', import.meta.url));

const { version } = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8')) as { version: string };

/** What the templates call the plugin, and what takes its place. Files whose names npm would leave out of a package have others there. */
const filled = (text: string, kind: Kind, names: Names): string =>
  text
    .replaceAll('fragility-kind-my-part', names.package)
    .replaceAll('my-part', names.definition)
    .replaceAll('myPart', names.variable)
    .replaceAll('@fragility/kind', `@fragility/${kind}`)
    .replaceAll('0.0.0-fragility', version);

function filesOf(kind: Kind): Map<string, string> {
  const files = new Map<string, string>();
  for (const template of ['common', kind])
    for (const path of readdirSync(join(HERE, 'templates', template), { recursive: true, withFileTypes: true })) {
      if (!path.isFile()) continue;
      const file = join(path.parentPath, path.name);
      const target = file.slice(join(HERE, 'templates', template).length + 1);
      files.set(target.replace(/\.txt$/, '').replace(/^gitignore$/, '.gitignore'), readFileSync(file, 'utf8'));
    }
  return files;
}

/**
 * Writes a package with one definition of a kind into a new or empty folder; its name is the folder's, unless another is given.
 *
 * @throws Error where the folder holds files, or the name cannot be one.
 * @example createPlugin('fragility-attack-walk', 'attack').names.definition; // 'walk'
 */
export function createPlugin(folder: string, kind: Kind, name = basename(resolve(folder))): Created {
  const names = namesOf(name);
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Error(`the folder '${folder}' is not empty, expected a new or empty one; name another`);
  const files = filesOf(kind);
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), filled(text, kind, names));
  }
  return { folder, names, files: [...files.keys()].sort() };
}

import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ErrorMessage, FragilityError } from '@fragility/plugin';

/** Where a plugin's code is. */
export interface Location {
  /** The file to import. */
  readonly entry: string;
  /** The package it belongs to; a lone file has none. */
  readonly package?: { readonly folder: string; readonly version: string };
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly main?: string;
  readonly exports?: unknown;
}

const CONDITIONS = ['node', 'import', 'module-sync', 'default'];

/** The file that `exports` names for a subpath, under the conditions of an `import` in Node. */
function exported(target: unknown, star = ''): string | undefined {
  if (typeof target === 'string') return target.replaceAll('*', star);
  if (Array.isArray(target)) return target.map((one) => exported(one, star)).find((one) => one !== undefined);
  if (typeof target !== 'object' || target === null) return undefined;
  for (const [condition, inner] of Object.entries(target)) {
    const found = CONDITIONS.includes(condition) ? exported(inner, star) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function entryOf({ exports, main }: Manifest, subpath: string): string | undefined {
  if (exports === undefined || exports === null) return subpath === '.' ? (main ?? 'index.js') : subpath;
  const map = exports as Record<string, unknown>;
  const keyed =
    typeof exports === 'object' && !Array.isArray(exports) && Object.keys(map).some((key) => key.startsWith('.'));
  if (!keyed) return subpath === '.' ? exported(exports) : undefined;
  if (subpath in map) return exported(map[subpath]);
  for (const [pattern, target] of Object.entries(map)) {
    const [start, end] = pattern.split('*');
    if (end === undefined || !subpath.startsWith(start!) || !subpath.endsWith(end)) continue;
    return exported(target, subpath.slice(start!.length, subpath.length - end.length));
  }
  return undefined;
}

const readManifest = (folder: string): Manifest | undefined => {
  const file = join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : undefined;
};

/** The folder of a package as an import from `folder` would find it: itself, or the nearest node_modules above. */
function packageFolder(name: string, folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const own = readManifest(at);
    if (own?.name === name && own.exports !== undefined) return at;
    const installed = join(at, 'node_modules', name);
    if (existsSync(join(installed, 'package.json'))) return installed;
    if (dirname(at) === at) return undefined;
  }
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

/**
 * Finds a plugin as an `import` in a file of `folder` would: `./file.mjs`, an absolute path, a package, or a package's subpath.
 *
 * @throws FragilityError `plugin/missing`, `plugin/exports`.
 */
export function resolvePlugin(specifier: string, folder: string): Location {
  const fail = (message: ErrorMessage, code: string, cause?: unknown): never => {
    throw new FragilityError(message, { where: 'runner/plugins', code: `plugin/${code}`, kind: 'input', cause });
  };
  if (/^\.{1,2}\//.test(specifier) || isAbsolute(specifier) || specifier.startsWith('file:')) {
    const entry = specifier.startsWith('file:') ? fileURLToPath(specifier) : resolve(folder, specifier);
    return isFile(entry)
      ? { entry }
      : fail(
          {
            given: `plugin '${specifier}' is not a file`,
            remedy: `the path starts from the config's folder, ${folder}`,
          },
          'missing',
        );
  }
  const [, name = specifier, rest = ''] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(specifier) ?? [];
  const found = packageFolder(name, folder);
  if (found === undefined) {
    try {
      return { entry: createRequire(join(folder, 'config')).resolve(specifier) };
    } catch (cause) {
      return fail(
        {
          given: `plugin '${specifier}' is not installed where the config can see it`,
          remedy: `run \`npm install ${name}\` in ${folder}`,
        },
        'missing',
        cause,
      );
    }
  }
  const manifest = readManifest(found)!;
  const target = entryOf(manifest, `.${rest}`);
  const entry = target === undefined ? undefined : join(found, target);
  if (entry === undefined || !isFile(entry)) {
    return fail(
      entry === undefined
        ? {
            given: `plugin '${specifier}': the package exports nothing by that name`,
            remedy: 'see `exports` in its package.json',
          }
        : {
            given: `plugin '${specifier}': its file ${target} does not exist`,
            remedy: 'build or reinstall the package',
          },
      'exports',
    );
  }
  return { entry, package: { folder: found, version: manifest.version ?? '0.0.0' } };
}

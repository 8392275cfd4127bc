import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { moduleResolve, type ErrnoException } from 'import-meta-resolve';
import { type ErrorMessage, FragilityError } from '@fragility/plugin';

/** Where a plugin's code is. */
export interface Location {
  /** The file to import. */
  readonly entry: string;
  /** The package it belongs to; a lone file has none. */
  readonly package?: { readonly folder: string; readonly version: string };
}

/** The conditions of an `import` in Node. */
const CONDITIONS = new Set(['node', 'import', 'module-sync']);

const fail = (message: ErrorMessage, code: string, cause?: unknown): never => {
  throw new FragilityError(message, { where: 'runner/plugins', code: `plugin/${code}`, kind: 'input', cause });
};

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

/** The package that a file belongs to: the nearest above that has a name. */
function packageOf(file: string): Location['package'] {
  for (let folder = dirname(file); dirname(folder) !== folder; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (!isFile(manifest)) continue;
    const { name, version = '0.0.0' } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string>;
    if (name !== undefined) return { folder, version };
  }
  return undefined;
}

/** A file by a path or a file: address. */
function fileOf(specifier: string, folder: string): Location {
  const entry = specifier.startsWith('file:') ? fileURLToPath(specifier) : resolve(folder, specifier);
  if (isFile(entry)) return { entry };
  return fail(
    { given: `plugin '${specifier}' is not a file`, remedy: `the path starts from the config's folder, ${folder}` },
    'missing',
  );
}

/** What CommonJS finds beside node_modules, such as NODE_PATH. */
function required(specifier: string, folder: string, cause: unknown): Location {
  try {
    return { entry: createRequire(join(folder, 'config')).resolve(specifier) };
  } catch {
    const [, name = specifier] = /^((?:@[^/]+\/)?[^/]+)/.exec(specifier) ?? [];
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

/**
 * Finds a plugin as an `import` in a file of `folder` would: `./file.mjs`, an absolute path, a package, or a package's subpath.
 *
 * @throws FragilityError `plugin/missing`, `plugin/exports`.
 */
export function resolvePlugin(specifier: string, folder: string): Location {
  if (/^\.{1,2}\//.test(specifier) || isAbsolute(specifier) || specifier.startsWith('file:'))
    return fileOf(specifier, folder);
  try {
    const entry = fileURLToPath(moduleResolve(specifier, pathToFileURL(join(folder, 'config')), CONDITIONS, true));
    const owner = packageOf(entry);
    return owner ? { entry, package: owner } : { entry };
  } catch (cause) {
    const { code, url } = cause as ErrnoException & { readonly url?: string };
    if (url !== undefined)
      return fail(
        {
          given: `plugin '${specifier}': its file ${fileURLToPath(url)} does not exist`,
          remedy: 'build or reinstall the package',
        },
        'exports',
        cause,
      );
    if (code === 'ERR_MODULE_NOT_FOUND') return required(specifier, folder, cause);
    return fail(
      {
        given: `plugin '${specifier}': the package exports nothing by that name`,
        remedy: 'see `exports` in its package.json',
      },
      'exports',
      cause,
    );
  }
}

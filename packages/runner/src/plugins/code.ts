import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { resolvePlugin } from './resolve.js';

/** Whatever follows `from`, `import` or `require` in quotes: more than is imported, perhaps, and never less. */
const SPECIFIER = /\b(?:from|import|require)\s*\(?\s*(["'])((?:(?!\1)[^\\\n])+)\1/g;
const CODE = /\.[cm]?[jt]sx?$/;
const BUILT_IN = new Set(builtinModules);
/** Endings that a relative specifier may stand for, TypeScript's own among them. */
const ENDINGS = ['', '.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.json', '/index.js', '/index.ts'];

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

const isInstalled = (path: string): boolean => path.includes(`${sep}node_modules${sep}`);

/** Whether a file is code, which depends on what it imports. */
export const isCode = (path: string): boolean => CODE.test(path);

/** The file that a relative specifier names; TypeScript is imported under the names that it compiles to. */
function relative(specifier: string, from: string): string | undefined {
  const path = join(dirname(from), specifier.replace(/[?#].*$/, ''));
  return [...ENDINGS.map((ending) => path + ending), path.replace(/\.([cm]?)js$/, '.$1ts')].find(isFile);
}

/** What an import leads to: a file that may change, or an installed package of a version. */
function target(specifier: string, from: string): { readonly file: string } | { readonly version: string } | undefined {
  if (specifier.startsWith('node:') || BUILT_IN.has(specifier)) return undefined;
  if (/^\.{1,2}(?:\/|$)/.test(specifier)) {
    const file = relative(specifier, from);
    return file === undefined ? undefined : { file: realpathSync(file) };
  }
  try {
    const { entry, package: owner } = resolvePlugin(specifier, dirname(from));
    const file = realpathSync(entry);
    return isInstalled(file) ? { version: `${specifier}@${owner?.version ?? file}` } : { file };
  } catch {
    return undefined;
  }
}

/** A file of code as it was read: its hash, and what it imports. */
interface Scanned {
  readonly hash: string;
  readonly targets: readonly NonNullable<ReturnType<typeof target>>[];
}

function scan(file: string): Scanned {
  const text = readFileSync(file, 'utf8');
  const specifiers = isCode(file) ? new Set(Array.from(text.matchAll(SPECIFIER), ([, , specifier]) => specifier!)) : [];
  const targets = [...specifiers].map((specifier) => target(specifier, file)).filter((found) => found !== undefined);
  return { hash: createHash('sha256').update(text).digest('hex'), targets };
}

/** Hashes code: see {@link codeOf}. */
export type CodeHash = (entry: string) => string;

/**
 * Hashes code as it is now: reads each file once, however many entries lead to it.
 *
 * @example
 * const hash = codeHash();
 * hash(new URL(import.meta.resolve('valibot')).pathname).length; // 12
 */
export function codeHash(): CodeHash {
  const known = new Map<string, Scanned>();
  const scanned = (file: string): Scanned => {
    const found = known.get(file) ?? scan(file);
    known.set(file, found);
    return found;
  };
  return (entry) => {
    const files = new Map<string, string>();
    const versions = new Set<string>();
    const waiting = [realpathSync(entry)];
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      if (files.has(file)) continue;
      const { hash, targets } = scanned(file);
      files.set(file, hash);
      for (const found of targets) {
        if ('file' in found) waiting.push(found.file);
        else versions.add(found.version);
      }
    }
    const hash = createHash('sha256');
    for (const one of [...[...files.values()].sort(), ...[...versions].sort()]) hash.update(`${one}\n`);
    return hash.digest('hex').slice(0, 12);
  };
}

/**
 * A hash of all code that is reached from a file by import: the file, its helpers, and linked packages, file by file; of installed packages the
 * versions. Imports whose names are computed are not seen.
 *
 * @example codeOf(new URL(import.meta.resolve('valibot')).pathname).length; // 12
 */
export const codeOf: CodeHash = (entry) => codeHash()(entry);

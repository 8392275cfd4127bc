import { dirname, isAbsolute, join, relative, sep } from 'node:path';

/** Keys below which values may be paths. */
const WITH_PATHS = ['plugins', 'dataset', 'models', 'attacks', 'analyses', 'sweep'];

type Map = Readonly<Record<string, unknown>>;

/** Whether a value is a map, which merges; lists and single values replace. */
export const isMapping = (value: unknown): value is Map =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object of entries whose keys may be anything, `__proto__` too. */
const objectOf = (entries: Iterable<readonly [string, unknown]>): Map => Object.fromEntries(entries);

/**
 * One value over another: maps key by key, all else in its place. Null removes a key that the other has.
 *
 * @example merged({ a: { b: 1, c: 2 } }, { a: { c: null, d: [3] } }); // { a: { b: 1, d: [3] } }
 */
export function merged(under: unknown, over: unknown): unknown {
  if (!isMapping(under) || !isMapping(over)) return over;
  const all = new Map(Object.entries(under));
  for (const [key, value] of Object.entries(over)) {
    if (value === null && all.has(key)) all.delete(key);
    else all.set(key, all.has(key) ? merged(all.get(key), value) : value);
  }
  return objectOf(all);
}

function mapped(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => mapped(one, change));
  if (!isMapping(value)) return value;
  return objectOf(Object.entries(value).map(([key, inner]) => [key, mapped(inner, change)]));
}

/** A path `./…` or `../…` that starts from one folder, as it is from another. */
function moved(path: string, from: string, to: string): string {
  if (!/^\.\.?[\\/]/.test(path)) return path;
  const found = relative(to, join(from, path));
  if (isAbsolute(found)) return found;
  const portable = found.split(sep).join('/');
  return portable.startsWith('../') ? portable : `./${portable}`;
}

/**
 * The value of an extended file with its paths `./…` and `../…` as they are from the folder of the file that extends it, so that they lead where
 * they were written.
 */
export function withPathsFrom(value: unknown, file: string, main: string): unknown {
  const [from, to] = [dirname(file), dirname(main)];
  if (!isMapping(value) || from === to) return value;
  return objectOf(
    Object.entries(value).map(([key, inner]) => [
      key,
      WITH_PATHS.includes(key) ? mapped(inner, (text) => moved(text, from, to)) : inner,
    ]),
  );
}

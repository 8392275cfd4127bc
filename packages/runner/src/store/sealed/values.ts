import type { ResultStore } from '../../ports/result-store.js';
import { setAside, type Warn } from './damage.js';
import { digestOf, sealed, unsealed } from './sealed.js';

/** Whether a stored value is of the kind that is read. */
export type Guard<T> = (value: unknown) => value is T;

const decoded = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Keeps a value as a sealed file, and returns it as it will be read back. */
export async function writeValue<T>(store: ResultStore, path: string, value: T): Promise<T> {
  const line = sealed(value);
  await store.write(path, line);
  return JSON.parse(line.slice(17)) as T;
}

/** A value that is kept; undefined where there is none. A file that is damaged, or holds something else, is set aside. */
export async function readValue<T>(store: ResultStore, path: string, is: Guard<T>, warn: Warn): Promise<T | undefined> {
  const bytes = await store.read(path);
  if (!bytes) return undefined;
  const found = unsealed(decoded(bytes).replace(/\n$/, ''));
  if (found && is(found.value)) return found.value;
  const why = found ? 'holds something else than its name says' : 'does not agree with its checksum';
  await setAside(store, path, bytes, why, warn);
  await store.remove(path);
  return undefined;
}

/** A file of bytes that is kept, where its digest is the one expected; one of another is set aside. */
export async function readBytes(
  store: ResultStore,
  path: string,
  digest: string,
  warn: Warn,
): Promise<Uint8Array | undefined> {
  const bytes = await store.read(path);
  if (!bytes || digestOf(bytes) === digest) return bytes;
  await setAside(store, path, bytes, 'does not agree with its checksum', warn);
  await store.remove(path);
  return undefined;
}

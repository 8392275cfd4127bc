import { createHash } from 'node:crypto';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fail } from './fail.js';
import { readParts } from './read.js';

/** SHA-256 of some bytes after one another, in hexadecimal. */
export function digest(...parts: readonly (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** Folder that downloads are kept in. */
export const cacheFolder = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'fragility', 'models');

/** The bytes of a URL, downloaded once and kept in `file`. */
export async function download(
  url: string,
  file: string,
  what: 'model' | 'data',
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  if (await stat(file).catch(() => undefined)) return readParts(file, what);
  const response = await fetch(url, signal ? { signal } : {}).catch((cause: unknown) =>
    fail(
      { given: `${url} cannot be reached`, remedy: 'check the address and the network, or download the file yourself' },
      'url',
      cause,
    ),
  );
  if (!response.ok) fail({ given: `${url} answered ${response.status}`, remedy: 'check the address' }, 'url');
  const bytes = new Uint8Array(await response.arrayBuffer());
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.part`, bytes);
  await rename(`${file}.part`, file);
  return bytes;
}

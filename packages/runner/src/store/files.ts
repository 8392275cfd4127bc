import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ByteRange } from '../ports/result-store.js';

/** What `writeAtomically` and locks call the files that they have not finished. */
const UNFINISHED = /\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

/** What is in a folder for everybody to see: no hidden files, and none that a process is writing, or was killed at; nothing where there is no folder. */
export const shownIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch((): string[] => [])).filter((name) => !name.startsWith('.') && !UNFINISHED.test(name));

/** What says that a process is making a file. */
const CLAIM = /\.onnx\.lock$/;

/** Files of other processes that are still being written are younger than this, and so are their claims. */
const MS_OF_ONE_WRITE = 60_000;
const MS_OF_A_CLAIM = 120_000;

/** Whether a killed run has left a file; nobody else writes where a run is alone. */
async function isLeft(path: string, name: string, isAlone: boolean): Promise<boolean> {
  if (isAlone && UNFINISHED.test(name)) return true;
  const most = UNFINISHED.test(name) ? MS_OF_ONE_WRITE : CLAIM.test(name) ? MS_OF_A_CLAIM : Infinity;
  if (most === Infinity) return false;
  const kind = await stat(path).catch(() => undefined);
  return kind !== undefined && Date.now() - kind.mtimeMs > most;
}

/** Paths of all files below a folder, in order; none where there is no folder. Files that are not finished are left out. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory())
      for (const path of await filesBelow(join(folder, entry.name))) found.push(`${entry.name}/${path}`);
    else if (!UNFINISHED.test(entry.name) && !CLAIM.test(entry.name)) found.push(entry.name);
  }
  return found;
}

/**
 * Removes what killed runs have left half written below a folder.
 *
 * @param shared names of folders in it that others may write to at the same time: files there have to be old
 */
export async function sweep(folder: string, shared: readonly string[] | 'all' = 'all'): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await sweep(path, shared === 'all' || shared.includes(entry.name) ? 'all' : []);
    else if (await isLeft(path, entry.name, shared !== 'all')) await rm(path, { force: true });
  }
}

/** Some bytes of a file. */
export async function readRange(path: string, { start, end }: ByteRange): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(end - start), 0, end - start, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Adds text to the end of a file, and waits until the disk has it. */
export function appendDurably(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'a');
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

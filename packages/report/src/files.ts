import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FragilityError } from '@fragility/numerics';
import type { RunFiles } from './types.js';

/** Makes a folder and its parents, one by one: the recursive mkdir of Node never ends where a parent refuses, as in /proc. */
export async function makeFolder(path: string): Promise<void> {
  const attempt = (): Promise<string | undefined> =>
    mkdir(path).then(
      () => undefined,
      async (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST' && (await stat(path)).isDirectory()) return undefined;
        if (error.code === 'ENOENT' && dirname(path) !== path) return dirname(path);
        throw error;
      },
    );
  const parent = await attempt();
  if (parent === undefined) return;
  await makeFolder(parent);
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

const remedy = (cause: unknown): string =>
  (cause as NodeJS.ErrnoException).code === 'ENOSPC'
    ? 'free some space on it'
    : 'choose a folder that may be written to';

/** Waits until the disk has the names in a folder, where the system can be asked to. */
async function syncFolder(folder: string): Promise<void> {
  const file = await open(folder, 'r').catch(() => undefined);
  await file?.sync().catch(() => undefined);
  await file?.close();
}

/**
 * Writes a file so that a reader sees the old content or the new one, never a part, after a loss of power too: a temporary file beside it is
 * flushed to the disk and renamed.
 *
 * @throws FragilityError `report/write` naming the file.
 */
export async function writeAtomically(
  path: string,
  content: string | Uint8Array | AsyncIterable<Uint8Array>,
): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await makeFolder(dirname(path));
    await writeFile(temporary, content, { flush: true });
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new FragilityError(
      {
        given: `${path} cannot be written (${cause instanceof Error ? cause.message : String(cause)})`,
        remedy: remedy(cause),
      },
      { where: 'report/files', code: 'report/write', kind: 'failure', cause },
    );
  }
}

/** The files of a folder, each written atomically. */
export const folderFiles = (folder: string): RunFiles => ({
  name: folder,
  read: (path) => readFile(join(folder, path)).catch(() => undefined),
  write: (path, content) => writeAtomically(join(folder, path), content),
});

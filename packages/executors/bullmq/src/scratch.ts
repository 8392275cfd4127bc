import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FragilityError } from '@fragility/plugin';
import { lockHolder, takeLock } from '@fragility/plugin/lock';

const PREFIX = 'fragility-worker-';
/** Says in a folder which worker uses it. */
const LOCK = '.lock';
/** A folder that has no lock yet may be that of a worker that has just made it. */
const MS_TO_LOCK = 120_000;

/** A folder that one worker uses. */
export interface Scratch {
  readonly folder: string;
  remove(): Promise<void>;
}

/** Whether the worker that made a folder is gone, which could not remove it as it was killed. */
async function isLeft(folder: string): Promise<boolean> {
  const lock = join(folder, LOCK);
  if (await stat(lock).catch(() => undefined)) return (await lockHolder(lock)) === undefined;
  const made = await stat(folder).catch(() => undefined);
  return made !== undefined && Date.now() - made.mtimeMs > MS_TO_LOCK;
}

/** Removes what killed workers have left; what may not be removed is for its owner. */
async function sweep(root: string): Promise<void> {
  for (const entry of await readdir(root, { withFileTypes: true })) {
    const folder = join(root, entry.name);
    if (entry.isDirectory() && entry.name.startsWith(PREFIX) && (await isLeft(folder)))
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Makes a folder for the files of one worker, and removes those of workers that are gone. @throws FragilityError `bullmq/folder`. */
export async function scratchFolder(root = tmpdir()): Promise<Scratch> {
  try {
    await sweep(root);
    const folder = await mkdtemp(join(root, PREFIX));
    const release = await takeLock(join(folder, LOCK));
    return {
      folder,
      remove: async () => {
        if (typeof release !== 'string') release();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (cause) {
    throw new FragilityError(
      { given: `the temporary folder ${root} cannot be used (${(cause as Error).message})`, remedy: 'set TMPDIR' },
      { where: 'executor-bullmq', code: 'bullmq/folder', kind: 'input', cause },
    );
  }
}

import { existsSync } from 'node:fs';
import { access, readdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ErrorMessage, FragilityError } from '@fragility/plugin';
import { makeFolder, writeAtomically } from '@fragility/report';
import type { ResultStore } from '../ports/result-store.js';
import { appendDurably, filesBelow, readRange, shownIn, sweep } from './files.js';
import { claimLock, LOCK, lockFolder } from './folders/lock.js';
import { MARKER, readMarker } from './folders/marker.js';

/** The folder of the parts in that of the results. */
export const PARTS = 'store';

const fail = (message: ErrorMessage, cause?: unknown): never => {
  throw new FragilityError(message, { where: 'runner/run', code: 'runner/output', kind: 'input', cause });
};

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Refuses a folder that is not the results of this experiment, whatever is in it: it would be overwritten. */
async function checkContents(folder: string, experiment: string): Promise<void> {
  const present = await shownIn(folder);
  if (present.length === 0) return;
  const marker = await readMarker(join(folder, MARKER));
  if (marker?.experiment === experiment) return;
  const some = `${present.slice(0, 3).join(', ')}${present.length > 3 ? ', …' : ''}`;
  const holds = marker?.experiment === undefined ? `something else (${some})` : `the experiment '${marker.experiment}'`;
  fail({
    given: `the results folder ${folder} holds ${holds}`,
    expected: marker?.experiment === undefined ? 'an empty folder or earlier results' : `'${experiment}'`,
    remedy: 'choose another with --out',
  });
}

/** Takes the marker from a folder where nothing came into it, and the folder where it was not there before. */
async function removeUnused(folder: string, wasThere: boolean): Promise<void> {
  const present = await readdir(folder).catch((): string[] => []);
  if (present.some((name) => name !== MARKER)) return;
  await rm(join(folder, MARKER), { force: true });
  if (!wasThere) await rmdir(folder).catch(() => undefined);
}

/** Makes the results folder, and proves that it can be written to, that nothing else is in it, and that no other run uses it. */
async function openFolder(folder: string, experiment: string, beside: boolean): Promise<() => Promise<void>> {
  if (folder.trim() === '')
    fail({ given: 'the results folder has no name', expected: 'a path', remedy: 'give one with --out' });
  await checkContents(folder, experiment);
  const wasThere = existsSync(folder);
  const unlock = await prepared(folder, async () => {
    await makeFolder(folder);
    const release = beside ? undefined : await lockFolder(folder, join(folder, LOCK));
    await writeAtomically(join(folder, MARKER), `${JSON.stringify({ fragility: 1, experiment })}\n`);
    return release;
  });
  if (!beside) await sweep(folder, [PARTS]);
  return async () => {
    if (!unlock) return;
    unlock();
    await removeUnused(folder, wasThere);
  };
}

async function prepared<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof FragilityError && cause.code === 'runner/busy') throw cause;
    return fail(
      {
        given: `the results folder ${folder} cannot be written to (${reason(cause)})`,
        remedy: 'choose another with --out',
      },
      cause,
    );
  }
}

/** The files of a folder, which is not made anew where somebody has removed it meanwhile. */
export const filesOf = (folder: string): Omit<ResultStore, 'open'> => {
  const at = (path: string): string => join(folder, path);
  const within = (path: string): string => {
    if (existsSync(folder)) return at(path);
    throw new FragilityError(
      { given: `the folder ${folder} is gone`, remedy: 'leave it there while it is in use, and run again' },
      { where: 'runner/store', code: 'runner/vanished', kind: 'failure', file: folder },
    );
  };
  return {
    name: folder,
    folder,
    read: (path, range) => (range ? readRange(at(path), range) : readFile(at(path))).catch(() => undefined),
    size: (path) =>
      stat(at(path)).then(
        ({ size }) => size,
        () => 0,
      ),
    has: (path) =>
      access(at(path)).then(
        () => true,
        () => false,
      ),
    list: async (below) => (await filesBelow(at(below))).map((path) => `${below}/${path}`),
    write: async (path, content) => writeAtomically(within(path), content),
    append: (path, text) => appendDurably(within(path), text),
    claim: async (path) => {
      await makeFolder(dirname(within(path)));
      return claimLock(`${at(path)}.lock`);
    },
    remove: (path) => rm(at(path), { force: true }),
  };
};

/** A folder of parts that another process has opened. */
export const partsAt = (folder: string): ResultStore => ({
  ...filesOf(folder),
  open: async () => async () => undefined,
});

/**
 * The results folder of a run. A file in it, `fragility.json`, says whose it is; another, `.lock`, which run uses it.
 *
 * @example const store = folderStore('out/theorem-1');
 */
export const folderStore = (folder: string): ResultStore => ({
  ...filesOf(folder),
  open: (experiment, beside = false) => openFolder(folder, experiment, beside),
});

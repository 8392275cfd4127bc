import { rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { filesOf } from '../store/folder.js';
import { LOCK, lockFolder } from '../store/folders/lock.js';
import { inspect, type Inventory } from './inspect.js';

/** A file that is not needed. */
export interface Waste {
  readonly path: string;
  readonly bytes: number;
}

/** Removes folders that have become empty. */
async function removeEmpty(files: readonly string[]): Promise<void> {
  const folders = new Set(files.map((path) => dirname(path)));
  for (const path of [...folders].sort().reverse()) await rmdir(path).catch(() => undefined);
}

/** Files that nobody needs any more: of parts that no plan names, of what was set aside, and of results that the last run has not written. */
export async function wasteOf({ folder, parts, unused, left, gone }: Inventory): Promise<Waste[]> {
  const results = filesOf(folder);
  const waste: Waste[] = [];
  const own = [...unused.flatMap(({ files }) => files), ...gone.map(({ file }) => file)];
  for (const path of own) waste.push({ path: join(parts.name, path), bytes: await parts.size(path) });
  for (const path of left) waste.push({ path: join(folder, path), bytes: await results.size(path) });
  return waste;
}

/**
 * Removes from a results folder, or from a store, what nobody needs any more. A file that no run has written is never removed.
 *
 * @returns what was removed
 * @throws FragilityError `runner/busy` where a run uses the folder, `runner/folder` where it is neither.
 * @example typeof clean; // 'function'
 */
export async function clean(folder: string): Promise<Waste[]> {
  const { experiment } = await inspect(folder);
  const unlock = experiment === undefined ? () => undefined : await lockFolder(folder, join(folder, LOCK));
  try {
    const waste = await wasteOf(await inspect(folder));
    const files = filesOf('');
    for (const { path } of waste) await files.remove(path);
    await removeEmpty(waste.map(({ path }) => path));
    return waste;
  } finally {
    unlock();
  }
}

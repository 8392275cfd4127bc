import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { threadId } from 'node:worker_threads';

/** Who holds a lock. */
interface Owner {
  readonly host: string;
  readonly pid: number;
  readonly started: string;
  /** Number of its thread. */
  readonly thread: number;
}

/** Whoever holds a lock says so often that it is alive. */
const MS_BETWEEN_SIGNS = 15_000;
/** A process on another machine that has given no sign for so long is gone. */
const MS_UNTIL_GONE = 120_000;

function ownerIn(text: string): Owner | undefined {
  try {
    const { host, pid, started, thread = 0 } = JSON.parse(text) as Partial<Owner>;
    return typeof host === 'string' && typeof pid === 'number' && typeof started === 'string'
      ? { host, pid, started, thread }
      : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether the process that wrote a lock still uses it: here by its number, on another machine and in another thread by its last sign. */
async function isHeld(path: string, text: string): Promise<boolean> {
  const owner = ownerIn(text);
  const own = owner?.pid === process.pid;
  if (owner?.host === hostname() && !(own && owner.thread !== threadId))
    return own ? held.has(path) : isRunning(owner.pid);
  const last = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  return Date.now() - last < MS_UNTIL_GONE;
}

/** Locks of this thread. */
const held = new Set<string>();

/** Makes a file whole, where there is none: a lock is never seen half written. */
async function create(path: string, text: string): Promise<boolean> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  await writeFile(temporary, text);
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Takes away the lock of a process that is gone, unless another was faster. */
async function removeStale(path: string, text: string): Promise<void> {
  const aside = `${path}.${randomUUID()}.tmp`;
  await rename(path, aside).catch(() => undefined);
  const taken = await readFile(aside, 'utf8').catch(() => undefined);
  if (taken === text || taken === undefined) await rm(aside, { force: true });
  else await rename(aside, path);
}

/** Who holds a lock, in words. */
function describe(text: string): string {
  const owner = ownerIn(text);
  return owner ? `process ${owner.pid} on ${owner.host} since ${owner.started}` : 'another process';
}

/** Who holds a lock now, in words; undefined where nobody does. */
export async function lockHolder(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text !== undefined && (await isHeld(path, text)) ? describe(text) : undefined;
}

/**
 * Takes a lock: a file that says which process uses what stands beside it, on this machine and on others that see the folder. The lock of a process
 * that was killed is taken over.
 *
 * @returns how to let go of it, or in words who holds it
 * @example
 * const taken = await takeLock('.lock');
 * if (typeof taken === 'string') console.log(`in use by ${taken}`);
 * else taken();
 */
export async function takeLock(path: string): Promise<(() => void) | string> {
  const owner: Owner = { host: hostname(), pid: process.pid, started: new Date().toISOString(), thread: threadId };
  const text = JSON.stringify(owner);
  for (let attempt = 0; !(await create(path, text)); attempt++) {
    const other = await readFile(path, 'utf8').catch(() => '');
    if (attempt > 2 || (await isHeld(path, other))) return describe(other);
    await removeStale(path, other);
  }
  held.add(path);
  const sign = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, MS_BETWEEN_SIGNS).unref();
  return () => {
    clearInterval(sign);
    held.delete(path);
    rmSync(path, { force: true });
  };
}

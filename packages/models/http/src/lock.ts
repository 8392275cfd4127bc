import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { fail } from './error.js';

const isCode = (error: unknown, ...codes: readonly string[]): boolean =>
  codes.includes(String((error as NodeJS.ErrnoException).code));

/** Whether the process that wrote a lock may still run; of another machine nobody knows. */
function isAlive(owner: string): boolean {
  const [pid, host] = owner.split(' ');
  if (host !== hostname()) return host !== undefined;
  if (Number(pid) === process.pid) return false;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** Takes away a lock whose process is gone; false where another process was faster. */
function removeStale(lock: string, owner: string): boolean {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    return isCode(error, 'ENOENT');
  }
  const same = textOf(aside) === owner;
  if (same) rmSync(aside, { force: true });
  else renameSync(aside, lock);
  return same;
}

/**
 * Keeps other processes from a file while this one uses it: `FILE.lock` holds the number of the process and the name of the machine. A lock
 * that a process left behind when it was killed is taken over.
 *
 * @returns how to let go of it
 * @throws FragilityError `model-http/busy` naming the process that uses the file.
 */
export function lock(file: string): () => void {
  const path = `${file}.lock`;
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(path, `${process.pid} ${hostname()}`, { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
      const owner = textOf(path);
      if (isAlive(owner) || !removeStale(path, owner)) break;
    }
  }
  const [pid, host] = textOf(path).split(' ');
  return fail('model-http/busy', {
    file,
    given: `${file} counts the queries of process ${pid || 'unknown'} on ${host || 'this machine'}, which still runs`,
    remedy: `wait for it, give another cache, or remove ${path} if there is no such run`,
  });
}

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Root of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command in the repository, its output passed through; a failure ends this process with its exit code. */
export function run(command, args, options = {}) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...options,
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** Runs commands as {@link run} does, as many at a time as there are cores; the first failure ends this process once those that run have ended. */
export async function runAll(commands) {
  const waiting = [...commands];
  let failed = 0;
  const work = async () => {
    for (let next = waiting.shift(); next && failed === 0; next = waiting.shift()) {
      const [command, ...args] = next;
      const child = spawn(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
      const status = await new Promise((resolve) => child.once('exit', resolve));
      if (status !== 0) failed = status ?? 1;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  if (failed !== 0) process.exit(failed);
}

/** Installs what the lock file names, unless it is installed already. */
export function install() {
  const installed = `${root}node_modules/.package-lock.json`;
  const fresh = existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${root}package-lock.json`).mtimeMs;
  if (!fresh) run('npm', ['ci']);
}

/** Builds every package. */
export function build() {
  run('npm', ['run', '--silent', 'build']);
}

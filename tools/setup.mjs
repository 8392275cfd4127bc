import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
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

import { spawn, spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A port of this machine that nobody uses. */
export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Runs a line of shell within half a minute. */
export const sh = (line, options = {}) =>
  spawnSync('bash', ['-c', line], { encoding: 'utf8', timeout: 30_000, ...options });

/** Waits until something is so. */
export async function until(holds, what, seconds = 20) {
  const end = performance.now() + 1000 * seconds;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`${what} is not there after ${seconds} s`);
    await wait(200);
  }
}

/** A process in the background; `ended` is its exit code or the signal that ended it, and `text` what it said. */
export function started(command, args, { log, ...options } = {}) {
  const out = log ? openSync(log, 'a') : 'pipe';
  const child = spawn(command, args, { stdio: ['ignore', out, out], ...options });
  const own = { pid: child.pid, text: '' };
  child.stdout?.on('data', (data) => (own.text += data));
  child.stderr?.on('data', (data) => (own.text += data));
  child.once('error', (error) => (own.text += error.message));
  own.ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
  own.kill = (signal) => child.kill(signal);
  own.stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await Promise.race([own.ended, wait(5000).then(() => child.kill('SIGKILL'))]);
  };
  return own;
}

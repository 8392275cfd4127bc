import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { scratchFolder } from './scratch.js';

/** A process number that no system gives. */
const NOBODY = 2 ** 22 + 1;
const LONG_AGO = new Date(Date.now() - 600_000);

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'scratch-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A folder as a worker leaves it. */
function leave(name: string, owner?: { readonly host: string; readonly pid: number }, at = LONG_AGO): string {
  const folder = join(root, name);
  mkdirSync(join(folder, 'run/models'), { recursive: true });
  writeFileSync(join(folder, 'run/models/m.onnx'), 'weights');
  const lock = join(folder, '.lock');
  if (owner) {
    writeFileSync(lock, JSON.stringify({ ...owner, started: at.toISOString() }));
    utimesSync(lock, at, at);
  }
  utimesSync(folder, at, at);
  return folder;
}

it('a worker removes what killed workers have left, and nothing else', async () => {
  const left = [
    leave('fragility-worker-killed', { host: hostname(), pid: NOBODY }),
    leave('fragility-worker-elsewhere', { host: 'another', pid: 1 }),
    leave('fragility-worker-unlocked'),
  ];
  const used = [
    leave('fragility-worker-alive', { host: hostname(), pid: process.ppid }),
    leave('fragility-worker-signs', { host: 'another', pid: 1 }, new Date()),
    leave('fragility-worker-new', undefined, new Date()),
    leave('another-program'),
  ];
  const { folder, remove } = await scratchFolder(root);
  expect(left.filter((path) => existsSync(path))).toEqual([]);
  expect(used.filter((path) => !existsSync(path))).toEqual([]);

  const second = await scratchFolder(root);
  expect(existsSync(folder)).toBe(true);
  await second.remove();
  await remove();
  expect(existsSync(folder)).toBe(false);
});

it('a temporary folder that is not there is an error with a code', async () => {
  await expect(scratchFolder(join(root, 'none'))).rejects.toMatchObject({ code: 'bullmq/folder', kind: 'input' });
});

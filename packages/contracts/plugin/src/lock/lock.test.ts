import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lockHolder, takeLock } from './index.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  path = join(folder, '.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const owned = (owner: object): string => JSON.stringify({ started: '2026-01-02T03:04:05.000Z', ...owner });
/** A process number that no system gives. */
const NOBODY = 2 ** 22 + 1;

/** Takes a lock that is free, or that of a process that is gone, and lets go of it. */
async function expectFree(): Promise<void> {
  expect(await lockHolder(path)).toBeUndefined();
  const release = await takeLock(path);
  expect(release).toBeInstanceOf(Function);
  (release as () => void)();
}

async function expectHeld(words: RegExp): Promise<void> {
  expect(await takeLock(path)).toMatch(words);
  expect(await lockHolder(path)).toMatch(words);
}

describe('a lock', () => {
  it('keeps others out until it is let go of', async () => {
    const release = (await takeLock(path)) as () => void;
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ host: hostname(), pid: process.pid });
    await expectHeld(new RegExp(`^process ${process.pid} on ${hostname()} since 20`));
    release();
    await expectFree();
  });

  it.each([
    ['of a process that is gone', owned({ host: hostname(), pid: NOBODY })],
    ['of this process that is not held', owned({ host: hostname(), pid: process.pid })],
  ])('%s is taken over', async (_, text) => {
    writeFileSync(path, text);
    await expectFree();
  });

  it.each([
    ['of another machine', owned({ host: 'elsewhere', pid: NOBODY }), /^process \d+ on elsewhere since 2026/],
    ['of another thread', owned({ host: hostname(), pid: process.pid, thread: 2 ** 20 }), /^process \d+ on /],
    ['that cannot be read', '{ torn', /^another process$/],
  ])('%s holds while it gives signs of life, and is taken over later', async (_, text, words) => {
    writeFileSync(path, text);
    await expectHeld(words);
    const long = new Date(Date.now() - 10 * 60_000);
    utimesSync(path, long, long);
    await expectFree();
  });

  it('of a process that runs holds, however long it has no time to give a sign', async () => {
    writeFileSync(path, owned({ host: hostname(), pid: process.ppid }));
    const long = new Date(Date.now() - 60 * 60_000);
    utimesSync(path, long, long);
    await expectHeld(new RegExp(`^process ${process.ppid} on`));
  });

  it('is won by one of many', async () => {
    writeFileSync(path, owned({ host: hostname(), pid: NOBODY }));
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => takeLock(path)));
    expect(outcomes.filter((outcome) => typeof outcome !== 'string')).toHaveLength(1);
  });
});

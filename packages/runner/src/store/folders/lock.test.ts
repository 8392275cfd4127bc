import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { folder, messageOf } from '../../testing/experiments.js';
import { lockFolder } from './lock.js';

const owned = (owner: object): string => JSON.stringify({ started: '2026-01-02T03:04:05.000Z', ...owner });
/** A process number that no system gives. */
const NOBODY = 2 ** 22 + 1;

describe('a lock', () => {
  it('keeps others out until it is let go of', async () => {
    const home = folder();
    const path = join(home, '.lock');
    const release = await lockFolder(home, path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ host: hostname(), pid: process.pid });
    expect(await messageOf(lockFolder(home, path))).toMatch(
      new RegExp(`^runner/busy: .*in use by process ${process.pid} on ${hostname()} since 20.*remove ${path} if`),
    );
    await release();
    await (
      await lockFolder(home, path)
    )();
  });

  it.each([
    ['of a process that is gone', owned({ host: hostname(), pid: NOBODY })],
    ['of this process that is not held', owned({ host: hostname(), pid: process.pid })],
  ])('%s is taken over', async (_, text) => {
    const path = join(folder(), '.lock');
    writeFileSync(path, text);
    await (
      await lockFolder('out', path)
    )();
  });

  it.each([
    ['of another machine', owned({ host: 'elsewhere', pid: NOBODY })],
    ['that cannot be read', '{ torn'],
  ])('%s holds while it gives signs of life, and is taken over later', async (_, text) => {
    const path = join(folder(), '.lock');
    writeFileSync(path, text);
    expect(await messageOf(lockFolder('out', path))).toMatch(/^runner\/busy/);
    const long = new Date(Date.now() - 10 * 60_000);
    utimesSync(path, long, long);
    await (
      await lockFolder('out', path)
    )();
  });

  it('of a process that runs holds, however long it has no time to give a sign', async () => {
    const path = join(folder(), '.lock');
    writeFileSync(path, owned({ host: hostname(), pid: process.ppid }));
    const long = new Date(Date.now() - 60 * 60_000);
    utimesSync(path, long, long);
    expect(await messageOf(lockFolder('out', path))).toMatch(/^runner\/busy/);
  });

  it('is won by one of many', async () => {
    const path = join(folder(), '.lock');
    writeFileSync(path, owned({ host: hostname(), pid: NOBODY }));
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder('out', path)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

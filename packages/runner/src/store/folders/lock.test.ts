import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { folder, messageOf } from '../../testing/experiments.js';
import { claimLock, lockFolder } from './lock.js';

it('keeps other runs from a folder, and names the one that uses it', async () => {
  const home = folder();
  const path = join(home, '.lock');
  const release = await lockFolder(home, path);
  expect(await messageOf(lockFolder(home, path))).toMatch(
    new RegExp(`^runner/busy: .*${home} is in use by process ${process.pid} on .* since 20.*remove ${path} if`),
  );
  expect(await claimLock(path)).toBeUndefined();
  release();
  await (await claimLock(path))!();
});

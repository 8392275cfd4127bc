import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { folder } from '../testing/experiments.js';
import { gitState } from './git.js';

/** A repository with one commit. */
function repository(): { at: string; git: (...args: string[]) => string } {
  const at = folder();
  const author = ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false'];
  const git = (...args: string[]): string => execFileSync('git', [...author, ...args], { cwd: at, encoding: 'utf8' });
  git('init', '-q');
  writeFileSync(join(at, 'a.txt'), 'a\n');
  writeFileSync(join(at, '.gitattributes'), '*.txt filter=own\n');
  git('add', '.');
  git('commit', '-q', '-m', 'a');
  return { at, git };
}

describe('the state of the repository', () => {
  it('is its commit, and whether anything is changed', async () => {
    const { at, git } = repository();
    const commit = git('rev-parse', 'HEAD').trim();
    expect(await gitState(at)).toEqual({ commit, clean: true });
    writeFileSync(join(at, 'b.txt'), 'b\n');
    expect(await gitState(at)).toEqual({ commit, clean: false });
    expect(await gitState(folder())).toBeNull();
  });

  it('is found without running what the repository names', async () => {
    const { at, git } = repository();
    const ran = join(folder(), 'ran');
    const script = join(at, '.git', 'script.sh');
    writeFileSync(script, `#!/bin/sh\necho "$0" >> '${ran}'\ncat\n`);
    chmodSync(script, 0o755);
    git('config', 'core.fsmonitor', script);
    git('config', 'filter.own.clean', script);
    git('config', 'filter.own.required', 'true');
    for (const hook of ['fsmonitor-watchman', 'post-index-change']) {
      writeFileSync(join(at, '.git', 'hooks', hook), `#!/bin/sh\necho ${hook} >> '${ran}'\n`);
      chmodSync(join(at, '.git', 'hooks', hook), 0o755);
    }
    utimesSync(join(at, 'a.txt'), new Date(0), new Date(0));
    expect(await gitState(at)).toMatchObject({ clean: true });
    expect(existsSync(ran)).toBe(false);
    git('status');
    expect(existsSync(ran)).toBe(true);
  });
});

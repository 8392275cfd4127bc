import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const LIMIT = { timeout: 10_000, maxBuffer: 2 ** 26 };
/** Programs that a repository may name in its settings are not started, and its index is left as it is. */
const QUIET = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath='];

/**
 * Commit and cleanliness of the repository that a folder is in; null outside of one, or where git does not answer in time.
 *
 * Nothing that the repository names is run: no hook, no monitor of its files, and none of the filters in its own settings.
 *
 * @see https://git-scm.com/docs/git-config
 */
export async function gitState(folder: string): Promise<{ commit: string; clean: boolean } | null> {
  const git = async (...args: string[]): Promise<string> =>
    (await promisify(execFile)('git', [...QUIET, ...args], { cwd: folder, ...LIMIT })).stdout.trim();
  try {
    const commit = await git('rev-parse', 'HEAD');
    const names = await git('config', '--local', '--includes', '--name-only', '--get-regexp', '^filter\\.').catch(
      () => '',
    );
    const off = names.split('\n').flatMap((name) => (name === '' ? [] : ['-c', `${name}=`]));
    return { commit, clean: (await git(...off, 'status', '--porcelain', '--ignore-submodules')) === '' };
  } catch {
    return null;
  }
}

import { FragilityError } from '@fragility/plugin';
import { takeLock } from '@fragility/plugin/lock';

/** The file that says which run uses a results folder. */
export const LOCK = '.lock';

/** Takes a lock that may be another's: undefined where it is. */
export async function claimLock(path: string): Promise<(() => Promise<void>) | undefined> {
  const taken = await takeLock(path);
  return typeof taken === 'string' ? undefined : async () => taken();
}

/**
 * Keeps other runs from a folder while this one uses it.
 *
 * @returns how to let go of it
 * @throws FragilityError `runner/busy` naming the process, the machine, and since when.
 */
export async function lockFolder(folder: string, path: string): Promise<() => void> {
  const taken = await takeLock(path);
  if (typeof taken !== 'string') return taken;
  throw new FragilityError(
    {
      given: `the results folder ${folder} is in use by ${taken}`,
      expected: 'one run at a time',
      remedy: `wait for it, choose another folder with --out, or remove ${path} if there is no such run`,
    },
    { where: 'runner/run', code: 'runner/busy', kind: 'input', file: path },
  );
}

import { setTimeout as wait } from 'node:timers/promises';
import type { ResultStore } from '../../ports/result-store.js';

const MS_BETWEEN_LOOKS = 500;

/** What is kept at a path: as it was found, or as it was made now. */
export interface Made<T> {
  readonly value: T;
  readonly found: boolean;
}

/**
 * What is kept, or what is made and kept now. While another process makes it, this one waits: where that is killed, it makes it itself.
 *
 * @throws the signal's reason once it is aborted.
 */
export async function foundOrMade<T>(
  { claim }: Pick<ResultStore, 'claim'>,
  path: string,
  find: () => Promise<T | undefined>,
  make: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<Made<T>> {
  for (;;) {
    const found = await find();
    if (found !== undefined) return { value: found, found: true };
    if (!claim) return { value: await make(), found: false };
    const release = await claim(path);
    if (!release) {
      await wait(MS_BETWEEN_LOOKS, undefined, signal ? { signal } : {});
      continue;
    }
    try {
      const late = await find();
      return late === undefined ? { value: await make(), found: false } : { value: late, found: true };
    } finally {
      await release();
    }
  }
}

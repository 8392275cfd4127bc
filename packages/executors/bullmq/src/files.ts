import type { Redis } from 'ioredis';
import type { ResultStore } from '@fragility/runner';

/** Files of the parts of a run by their paths, kept in Redis for who does not see its folder: a hash for each key of a part. */
export interface QueuedFiles {
  put(key: string, path: string, content: Uint8Array): Promise<void>;
  /** All files of a key. */
  of(key: string): Promise<Map<string, Uint8Array>>;
  get(key: string, path: string): Promise<Uint8Array | undefined>;
  drop(keys: readonly string[]): Promise<void>;
}

/** What nobody drops, as its run was killed, is gone after a day. */
const SECONDS_KEPT = 86_400;

export function queuedFiles(redis: Redis, id: string): QueuedFiles {
  const at = (key: string): string => `fragility:${id}:${key}`;
  return {
    put: async (key, path, content) => {
      await redis.hset(at(key), path, Buffer.from(content));
      await redis.expire(at(key), SECONDS_KEPT);
    },
    of: async (key) => {
      const found = await redis.hgetallBuffer(at(key));
      return new Map(Object.entries(found).map(([path, content]) => [path, Uint8Array.from(content)]));
    },
    get: async (key, path) => (await redis.hgetBuffer(at(key), path)) ?? undefined,
    drop: async (keys) => {
      if (keys.length > 0) await redis.unlink(...keys.map(at));
    },
  };
}

/** Whether a path is that of a file of the parts, and leads nowhere else: what comes through a queue is not believed. */
export const isPartPath = (path: string): boolean =>
  /^(?:models|evaluations|attacks|analyses|trials|slices|pictures)(?:\/[\w-][\w.-]*)+$/.test(path);

/** The key of the part that a file is of: `attacks/KEY/x.jsonl`, `models/KEY.onnx`; of any other, such as pictures, the trial's. */
export const keyOf = (path: string, keys: readonly string[]): string =>
  keys.find((key) => path.split(/[/.]/)[1] === key) ?? keys.at(-1)!;

/** Paths of the files that a store has of some keys. */
export async function pathsOf(store: ResultStore, keys: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const key of keys) {
    for (const folder of ['evaluations', 'attacks', 'slices'])
      for (const path of await store.list(`${folder}/${key}`)) found.push(path);
    for (const path of [
      `models/${key}.onnx`,
      `models/${key}.json`,
      `evaluations/${key}.json`,
      `analyses/${key}.json`,
      `trials/${key}.json`,
    ])
      if (await store.has(path)) found.push(path);
  }
  return found;
}

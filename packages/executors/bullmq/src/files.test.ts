import { describe, expect, it } from '@jest/globals';
import { memoryStore } from '@fragility/runner';
import type { Redis } from 'ioredis';
import { isPartPath, keyOf, pathsOf, queuedFiles } from './files.js';
import { keysOf } from './job.js';
import { queueParams } from './params.js';

const KEYS = {
  dataset: 'd',
  model: 'm',
  trajectory: null,
  evaluation: 'e',
  attacks: ['a1', 'a2'],
  analyses: ['n'],
  trial: 't',
};

/** As much of Redis as files need. */
function fakeRedis(): Redis {
  const hashes = new Map<string, Record<string, Buffer>>();
  return {
    hset: async (key: string, field: string, value: Buffer) =>
      void hashes.set(key, { ...hashes.get(key), [field]: value }),
    expire: async () => 1,
    hgetallBuffer: async (key: string) => hashes.get(key) ?? {},
    hgetBuffer: async (key: string, field: string) => hashes.get(key)?.[field] ?? null,
    unlink: async (...keys: string[]) => keys.forEach((key) => hashes.delete(key)),
  } as unknown as Redis;
}

describe('files in the queue', () => {
  it('are found by the key of their part, those of no part by that of the trial', () => {
    const keys = keysOf(KEYS);
    expect(keys).toEqual(['m', 'e', 'a1', 'a2', 'n', 't']);
    const owners = [
      'models/m.onnx',
      'evaluations/e.json',
      'attacks/a2/x-1.jsonl',
      'analyses/n.json',
      'slices/t/0-8',
      'pictures/p.png',
    ];
    expect(owners.map((path) => keyOf(path, keys))).toEqual(['m', 'e', 'a2', 'n', 't', 't']);
  });

  it('go in and out to the byte, and are dropped', async () => {
    const store = memoryStore();
    const content = Uint8Array.from({ length: 256 }, (_, k) => k);
    for (const path of ['models/m.onnx', 'models/other.onnx', 'attacks/a1/w.jsonl', 'trials/t.json'])
      await store.write(path, content);
    const keys = keysOf(KEYS);
    const paths = await pathsOf(store, keys);
    expect(paths.toSorted()).toEqual(['attacks/a1/w.jsonl', 'models/m.onnx', 'trials/t.json']);
    const files = queuedFiles(fakeRedis(), 'run');
    for (const path of paths) await files.put(keyOf(path, keys), path, (await store.read(path))!);
    expect(await files.of('a1')).toEqual(new Map([['attacks/a1/w.jsonl', content]]));
    expect(await files.get('m', 'models/m.onnx')).toEqual(Buffer.from(content));
    await files.drop(keys);
    expect((await files.of('a1')).size).toBe(0);
    expect(await files.get('m', 'models/m.onnx')).toBeUndefined();
  });

  it('are asked for at an address and in a queue that are filled in', () => {
    expect(queueParams.parse({})).toMatchObject({ redis: 'redis://127.0.0.1:6379', queue: 'fragility', workers: 8 });
    expect(() => queueParams.parse({ queue: 'a:b' })).toThrow();
  });
});

it.each([
  ['attacks/0123456789abcdef/w-1.jsonl', true],
  ['models/0123456789abcdef.onnx', true],
  ['slices/0123456789abcdef/0-5', true],
  ['pictures/57c51e2f6cafed2a72cb.png', true],
  ['../outside.json', false],
  ['attacks/../../outside', false],
  ['/etc/passwd', false],
  ['plans/x.jsonl', false],
  ['attacks/.hidden', false],
])('%s is a part: %s', (path, is) => expect(isPartPath(path)).toBe(is));

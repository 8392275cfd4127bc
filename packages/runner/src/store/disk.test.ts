import { rmSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import { planExperiment } from '../plan/plan.js';
import { runPlan } from '../run-plan.js';
import { EXPERIMENT, folder, run, written } from '../testing/experiments.js';
import { memoryStore, type MemoryStore } from './memory.js';
import type { ResultStore } from '../ports/result-store.js';

jest.setTimeout(60_000);

const plan = await planExperiment(written(`${EXPERIMENT.replace('use: affine', 'use: kept')}  - { use: portraits }\n`));

const tables = (store: MemoryStore): [string, string][] =>
  [...store.files.keys()]
    .filter((path) => path.startsWith('tables/'))
    .sort()
    .map((path) => [path, store.text(path)!]);

/** A disk that takes so many writes, and then has room for half of a line and nothing more. */
function filling(store: MemoryStore, most: number): { readonly store: ResultStore; isFull(): boolean } {
  let writes = 0;
  const full = (): never => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  };
  return {
    isFull: () => writes > most,
    store: {
      ...store,
      write: async (path, content) => (++writes > most ? full() : store.write(path, content)),
      append: (path, text) => {
        if (++writes <= most) return store.append(path, text);
        if (writes === most + 1) store.append(path, text.slice(0, text.length >> 1));
        return full();
      },
    },
  };
}

/** What a run on a store comes to: its status, or the message that it ends with. */
const outcomeOn = (store: ResultStore): Promise<string> =>
  runPlan(plan, { figures: false, bind: { store } }).then(
    ({ status, failed }) => [status, ...failed.map(({ error }) => error.message)].join(': '),
    (error: Error) => error.message,
  );

describe('a disk that fills up', () => {
  it('at any write stops the run with the reason; what was kept is taken over once there is room', async () => {
    const whole = memoryStore();
    expect(await outcomeOn(whole)).toBe('done');
    const ends = new Set<string>();
    for (let most = 0; ; most++) {
      const store = memoryStore();
      const disk = filling(store, most);
      const end = await outcomeOn(disk.store);
      if (!disk.isFull()) break;
      expect([most, end]).toEqual([most, expect.stringMatching(/ENOSPC/)]);
      ends.add(end);
      const held = [...store.files.keys()].filter((path) => path.startsWith('store/'));
      expect([most, await outcomeOn(store)]).toEqual([most, 'done']);
      expect([most, tables(store)]).toEqual([most, tables(whole)]);
      expect([...store.files.keys()]).toEqual(
        expect.arrayContaining(held.filter((path) => !path.includes('failures'))),
      );
    }
    expect(ends.size).toBeGreaterThan(0);
  });
});

it('a results folder that vanishes ends the run with its name, and the next one begins anew', async () => {
  const [out, other] = [folder(), folder()];
  const end = run(out, EXPERIMENT, {
    onEvent: (event) => {
      if (event.kind === 'progress' && event.phase === 'attacks') rmSync(out, { recursive: true, force: true });
    },
  });
  const said = await end.then(
    ({ status, failed }) => [status, ...failed.map(({ error }) => error.message)].join(': '),
    (error: Error) => error.message,
  );
  expect(said).toMatch(/^(?!done).*/s);
  expect(said).toContain(out);
  expect(await run(out, EXPERIMENT)).toMatchObject({ status: 'done' });
  expect(await run(other, EXPERIMENT)).toMatchObject({ status: 'done' });
});

import { describe, expect, it } from '@jest/globals';
import { schedule } from './schedule.js';

interface Work {
  readonly name: string;
  readonly model?: string;
  readonly alone?: boolean;
}

/** Runs work of some turns each, and tells what started and ended when. */
async function scheduled(all: readonly Work[], jobs: number, signal?: AbortSignal) {
  const log: string[] = [];
  let running = 0;
  let most = 0;
  const run = async ({ name }: Work): Promise<string | undefined> => {
    log.push(`${name} starts`);
    most = Math.max(most, ++running);
    for (let k = 0; k < 3; k++) await Promise.resolve();
    running--;
    log.push(`${name} ends`);
    return name === 'nothing' ? undefined : name;
  };
  const found: string[] = [];
  for await (const name of schedule(all, run, {
    jobs,
    signal,
    shared: ({ model, alone }) => (model === undefined ? undefined : { name: model, made: !alone }),
  }))
    found.push(name);
  return { log, found, most };
}

describe('a schedule', () => {
  it('runs as many as it may at a time, each once', async () => {
    const all = Array.from({ length: 7 }, (_, k) => ({ name: `${k}` }));
    for (const jobs of [1, 2, 3, 9]) {
      const { found, most } = await scheduled(all, jobs);
      expect(found.toSorted()).toEqual(all.map(({ name }) => name));
      expect(most).toBe(Math.min(jobs, 7));
    }
  });

  it('starts none that would make a model that another is making', async () => {
    const all = [
      { name: 'a1', model: 'a' },
      { name: 'a2', model: 'a' },
      { name: 'a3', model: 'a' },
      { name: 'b1', model: 'b' },
    ];
    const { log, found } = await scheduled(all, 3);
    expect(log.slice(0, 2)).toEqual(['a1 starts', 'b1 starts']);
    expect(log.indexOf('a2 starts')).toBeGreaterThan(log.indexOf('a1 ends'));
    expect(log.indexOf('a3 starts')).toBeLessThan(log.indexOf('a2 ends'));
    expect(found).toHaveLength(4);
  });

  it('never runs two at a time of what is to be alone', async () => {
    const all = ['a', 'b', 'c'].map((name) => ({ name, model: 'server', alone: true }));
    expect(await scheduled(all, 3)).toMatchObject({ found: ['a', 'b', 'c'], most: 1 });
  });

  it('leaves out what answers with nothing, and starts no more once it is aborted', async () => {
    expect((await scheduled([{ name: 'nothing' }, { name: 'one' }], 1)).found).toEqual(['one']);
    const controller = new AbortController();
    controller.abort();
    expect(await scheduled([{ name: 'one' }], 1, controller.signal)).toMatchObject({ found: [], log: [] });
  });
});

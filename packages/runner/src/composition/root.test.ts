import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Dataset } from '@fragility/dataset';
import type { RunEvent } from '../execute/events.js';
import { inlineExecutor } from '../execute/inline.js';
import { planExperiment, type Plan } from '../plan/plan.js';
import type { Clock, DatasetProvider, Executor, RuntimeProvider } from '../ports/index.js';
import { runPlan } from '../run-plan.js';
import { memoryStore, type MemoryStore } from '../store/memory.js';
import { EXPERIMENT, folder, read, run, runWithoutFigures, written } from '../testing/experiments.js';

const SWEEP = `${EXPERIMENT}sweep: { seed: { repeat: 3 } }\n`;
const plan = (text = EXPERIMENT): Promise<Plan> => planExperiment(written(text));

/** A clock that stands still. */
const still: Clock = { now: () => new Date('2026-01-02T03:04:05Z'), elapsed: () => 0 };

/** A runtime that nobody has to install. */
const abacus: RuntimeProvider = {
  identify: async (_, threads = 1) => ({
    ...{ name: 'wasm', package: 'abacus', version: '1.0.0', provider: 'wasm', precision: 'float32', threads },
  }),
};

describe('a store', () => {
  it('in memory holds what a folder does, and nothing is written elsewhere', async () => {
    const [out, store] = [folder(), memoryStore()];
    const outcome = await runWithoutFigures(await plan(), { out: join(out, 'unused'), bind: { store } });
    expect(outcome).toMatchObject({ status: 'done', folder: 'memory', report: 'memory/report.html' });
    expect(existsSync(join(out, 'unused'))).toBe(false);
    await run(out);
    for (const file of ['tables/attacks.csv', 'tables/norms.csv', 'tables/robust-accuracy.csv'])
      expect(store.text(file)).toBe(read(out, file));
  });

  it('is where finished trials are found again, with their pictures', async () => {
    const store = memoryStore();
    const portraits = await plan(`${EXPERIMENT}  - { use: portraits }\n`);
    await runWithoutFigures(portraits, { bind: { store } });
    expect(await runWithoutFigures(portraits, { bind: { store } })).toMatchObject({ reused: 1 });
    await store.remove([...store.files.keys()].find((path) => path.startsWith('store/pictures/'))!);
    expect(await runWithoutFigures(portraits, { bind: { store } })).toMatchObject({ reused: 0 });
  });

  it('keeps what an abort leaves of an attack', async () => {
    const store = memoryStore();
    const controller = new AbortController();
    const slow = await plan(EXPERIMENT.replace('use: slide', 'use: slide, window: 1, pause: 10'));
    let finished = 0;
    const emit = (event: RunEvent): void => {
      if (event.kind === 'progress' && event.message === 'small: slide' && finished++ === 3) controller.abort();
    };
    const { signal } = controller;
    expect(await runWithoutFigures(slow, { signal, bind: { store, events: { emit } } })).toMatchObject({
      status: 'aborted',
    });
    const events: RunEvent[] = [];
    await runWithoutFigures(slow, { bind: { store, events: { emit: (event) => events.push(event) } } });
    const resumed = events.flatMap((event) => (event.kind === 'attack-resumed' ? [[event.attack, event.known]] : []));
    expect(resumed).toEqual([
      ['jump', 6],
      ['slide', 3],
    ]);
  });
});

describe('a clock', () => {
  it('makes two runs equal to the byte, manifest and report included', async () => {
    const of = async (): Promise<MemoryStore> => {
      const store = memoryStore();
      await runPlan(await plan(SWEEP), { bind: { store, clock: still } });
      return store;
    };
    const [a, b] = [await of(), await of()];
    expect([...a.files.keys()]).toEqual([...b.files.keys()]);
    for (const path of a.files.keys()) expect([path, a.text(path)]).toEqual([path, b.text(path)]);
    expect(JSON.parse(a.text('manifest.json')!)).toMatchObject({
      started: '2026-01-02T03:04:05.000Z',
      seconds: 0,
      trials: Array.from({ length: 3 }, () => ({
        phases: { dataset: 0, model: 0, evaluation: 0, attacks: 0, analyses: 0 },
      })),
    });
  });
});

describe('a sink of events', () => {
  it('gets every event of a run instead of onEvent', async () => {
    const [kinds, others]: [string[], string[]] = [[], []];
    await runWithoutFigures(await plan(), {
      onEvent: ({ kind }) => others.push(kind),
      bind: { store: memoryStore(), events: { emit: ({ kind }) => kinds.push(kind) } },
    });
    expect(others).toEqual([]);
    expect(kinds.filter((kind) => kind !== 'progress')).toEqual(['start', 'trial-started', 'trial-done', 'summary']);
  });
});

describe('an executor', () => {
  const backwards: Executor = { execute: (trials, work) => inlineExecutor.execute(trials.toReversed(), work) };
  const allAtOnce: Executor = {
    async *execute(trials, { perform }) {
      for (const result of await Promise.all(trials.map(perform))) if (result) yield result;
    },
  };

  it.each([
    ['backwards', backwards],
    ['all at once', allAtOnce],
  ])('may run trials %s: the tables are the same', async (_, executor) => {
    const [inOrder, other] = [memoryStore(), memoryStore()];
    await runWithoutFigures(await plan(SWEEP), { bind: { store: inOrder } });
    const events: RunEvent[] = [];
    const outcome = await runWithoutFigures(await plan(SWEEP), {
      bind: { store: other, executor, events: { emit: (event) => events.push(event) } },
    });
    expect(outcome).toMatchObject({ status: 'done', done: 3 });
    for (const path of inOrder.files.keys())
      if (path.startsWith('tables/')) expect(other.text(path)).toBe(inOrder.text(path));
    const shares = events.flatMap((event) => (event.kind === 'progress' ? [event.done] : []));
    expect(shares).toEqual(shares.toSorted((x, y) => x - y));
    expect(shares.at(-1)!).toBeGreaterThan(0.9);
    expect(shares.at(-1)!).toBeLessThanOrEqual(1);
  });

  it('that gives up leaves a run that says what is missing', async () => {
    const first: Executor = { execute: (trials, work) => inlineExecutor.execute(trials.slice(0, 1), work) };
    const store = memoryStore();
    const outcome = await runWithoutFigures(await plan(SWEEP), { bind: { store, executor: first } });
    expect(outcome).toMatchObject({ status: 'aborted', done: 1 });
  });
});

describe('runtimes', () => {
  it('decide what is taken over: another runtime runs anew, another number of threads does not', async () => {
    const store = memoryStore();
    const reused = async (runtimes: RuntimeProvider, text = EXPERIMENT): Promise<number> =>
      (await runWithoutFigures(await plan(text), { bind: { store, runtimes } })).reused;
    const newer: RuntimeProvider = {
      identify: async (...asked) => ({ ...(await abacus.identify(...asked)), version: '2' }),
    };
    expect(await reused(abacus)).toBe(0);
    expect(await reused(abacus, `${EXPERIMENT}threads: 2\n`)).toBe(1);
    expect(await reused(newer)).toBe(0);
  });

  it('are named at the start', async () => {
    const events: RunEvent[] = [];
    await runWithoutFigures(await plan(`${EXPERIMENT}threads: 2\n`), {
      bind: { store: memoryStore(), runtimes: abacus, events: { emit: (event) => events.push(event) } },
    });
    expect(events[0]).toMatchObject({ kind: 'start', engine: 'engine: wasm (abacus 1.0.0, 2 threads)' });
  });
});

describe('datasets', () => {
  it('come from where they are bound', async () => {
    const dataset: Dataset = {
      shape: [2],
      classes: ['left', 'right'],
      bounds: null,
      size: { train: 2, test: 0 },
      load: async (_, indices) => ({
        inputs: {
          data: Float64Array.from(Array.from(indices).flatMap((i) => [2 * i - 1, 2 * i - 1])),
          shape: [indices.length, 2],
        },
        labels: Int32Array.from(indices),
        ids: Array.from(indices, (i) => `own-${i}`),
      }),
    };
    const opened: string[] = [];
    const datasets: DatasetProvider = {
      open: async ({ data }) => {
        opened.push(data);
        return dataset;
      },
    };
    const store = memoryStore();
    await runWithoutFigures(await plan(), { bind: { store, datasets } });
    expect(new Set(opened).size).toBe(1);
    expect(store.text('tables/norms.csv')).toMatch(/own-0.*own-1/s);
  });
});

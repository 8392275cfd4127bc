import { describe, expect, it, jest } from '@jest/globals';
import { random } from '@fragility/numerics';
import type { RunEvent } from '../../execute/events.js';
import { planExperiment } from '../../plan/plan.js';
import { runPlan } from '../../run-plan.js';
import { EXPERIMENT, written } from '../../testing/experiments.js';
import { memoryStore, type MemoryStore } from '../memory.js';

jest.setTimeout(60_000);

const TEXT = `${EXPERIMENT.replace('use: affine', 'use: kept')}  - { use: portraits }\n`;
/** Bits that are flipped in one test; 200 in all. */
const FLIPS = 50;

const plan = await planExperiment(written(TEXT));

/** A store with the same files as another. */
async function copyOf(store: MemoryStore): Promise<MemoryStore> {
  const copy = memoryStore();
  for (const [path, bytes] of store.files) await copy.write(path, bytes);
  return copy;
}

const tables = (store: MemoryStore): [string, string][] =>
  [...store.files.keys()]
    .filter((path) => path.startsWith('tables/'))
    .sort()
    .map((path) => [path, store.text(path)!]);

/** Runs on what is stored, and returns what was warned of. */
async function again(store: MemoryStore): Promise<string[]> {
  const warnings: string[] = [];
  const emit = (event: RunEvent): void => void (event.kind === 'warning' && warnings.push(event.message));
  expect(await runPlan(plan, { figures: false, bind: { store, events: { emit } } })).toMatchObject({ status: 'done' });
  return warnings;
}

describe('a flipped bit', () => {
  it.each([5, 6, 7, 8])('is found, named, set aside, and what it damaged is computed anew (seed %i)', async (seed) => {
    const whole = memoryStore();
    await runPlan(plan, { figures: false, bind: { store: whole } });
    const kinds = new Set<string>();
    const stream = random(seed);
    const parts = [...whole.files.keys()].filter((path) => path.startsWith('store/') && !path.endsWith('.png'));
    for (let k = 0; k < FLIPS; k++) {
      const store = await copyOf(whole);
      const path = parts[k % parts.length]!;
      const bytes = Uint8Array.from(store.files.get(path)!);
      const at = Math.floor(stream.uniform() * (bytes.length - 1));
      bytes[at]! ^= 1 << Math.floor(stream.uniform() * 8);
      await store.write(path, bytes);
      const warnings = await again(store);
      expect([path, tables(store)]).toEqual([path, tables(whole)]);
      // Weights are not read where nothing is asked of the model.
      if (path.endsWith('.onnx') || path.includes('/models/') || path.includes('/evaluations/')) continue;
      expect(warnings).toEqual([expect.stringContaining(`memory/${path} `)]);
      expect([...store.files.keys()].filter((file) => file.startsWith('store/aside/'))).toHaveLength(1);
      kinds.add(path.split('/')[1]!);
    }
    expect([...kinds].sort()).toEqual(['analyses', 'attacks', 'plans', 'trials']);
  });

  it('in weights or clean answers is found once they are needed', async () => {
    const more = await planExperiment(
      written(TEXT.replace('  slide: { use: slide }', '  slide: { use: slide }\n  again: { use: slide, pause: 1 }')),
    );
    for (const kind of ['models', 'evaluations']) {
      const store = memoryStore();
      await runPlan(plan, { figures: false, bind: { store } });
      for (const path of [...store.files.keys()].filter((one) => one.startsWith(`store/${kind}/`))) {
        const bytes = Uint8Array.from(store.files.get(path)!);
        bytes[bytes.length >> 1]! ^= 1;
        await store.write(path, bytes);
      }
      const warnings: string[] = [];
      const emit = (event: RunEvent): void => void (event.kind === 'warning' && warnings.push(event.message));
      await runPlan(more, { figures: false, bind: { store, events: { emit } } });
      expect([kind, warnings]).toEqual([kind, [expect.stringContaining(`memory/store/${kind}/`)]]);
    }
  });
});

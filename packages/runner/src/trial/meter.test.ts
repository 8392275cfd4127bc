import { beforeEach, describe, expect, it } from '@jest/globals';
import { memoryStore, type MemoryStore } from '../store/memory.js';
import { forgetShards } from '../store/shards/slices.js';
import { meterOf, type Meter } from './meter.js';
import { trialProgress, type TrialProgress } from './progress.js';

let seconds = 0;
const clock = { now: () => new Date(0), elapsed: () => 1000 * seconds };
let parts: MemoryStore;
beforeEach(() => {
  seconds = 0;
  parts = memoryStore();
});

/** What a process does at a trial. */
function atWork(writer: string): { readonly progress: TrialProgress; readonly meter: Meter } {
  const progress = trialProgress(clock, undefined, () => meter.tick());
  const meter = meterOf({ parts, writer, clock }, 'key', progress);
  return { progress, meter };
}

describe('the time that a trial took', () => {
  it('is that of the process that did all of it', async () => {
    const { progress, meter } = atWork('a');
    progress.tell({ phase: 'model', share: 0 }, 'training');
    seconds = 6;
    progress.finish('model');
    progress.tell({ phase: 'attacks', name: 'pgd', share: 0 }, 'pgd');
    seconds = 8;
    progress.finish('attacks');
    seconds = 8.5;
    const { seconds: all, phases } = await meter.total();
    meter.close();
    expect(all).toBe(8.5);
    expect(phases).toEqual({ model: 6, attacks: 2.5 });
    expect(parts.files.size).toBe(0);
  });

  it('has what killed processes spent, but for moments, and all of those that were ended', async () => {
    const killed = atWork('a');
    killed.progress.tell({ phase: 'attacks', name: 'pgd', share: 0 }, 'pgd');
    for (seconds = 0; seconds < 25; seconds++)
      killed.progress.tell({ phase: 'attacks', name: 'pgd', share: seconds / 100 }, 'pgd');
    const ended = atWork('b');
    ended.progress.tell({ phase: 'attacks', name: 'pgd', share: 0 }, 'pgd');
    seconds += 3;
    ended.meter.close();
    const last = atWork('a');
    last.progress.tell({ phase: 'analyses', name: 'law', share: 0 }, 'law');
    seconds += 12;
    last.progress.tell({ phase: 'analyses', name: 'law', share: 0.5 }, 'law');
    seconds += 2;
    last.progress.finish('analyses');
    expect(await last.meter.total()).toEqual({ seconds: 20 + 3 + 14, phases: { attacks: 23, analyses: 14 } });
    await forgetShards(parts, 'key');
    expect(parts.files.size).toBe(0);
  });

  it('is known as far as its lines can be read, and is no reason to stop', async () => {
    const { meter } = atWork('a');
    seconds = 4;
    meter.close();
    const [path] = parts.files.keys();
    await parts.write(path!, `~${parts.text(path!)!.slice(1)}`);
    expect(await atWork('b').meter.total()).toEqual({ seconds: 0, phases: {} });
    const full = {
      ...parts,
      append: () => {
        throw new Error('full');
      },
    };
    expect(() =>
      meterOf({ parts: full, writer: 'c', clock }, 'key', { spent: () => ({ seconds: 1, phases: {} }) }).close(),
    ).not.toThrow();
  });
});

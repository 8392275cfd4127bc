import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../events.js';
import { EXPERIMENT, folder, read, run, runFile, tables } from '../../testing/experiments.js';

const SWEEP = `${EXPERIMENT.replace('use: affine', 'use: kept')}sweep: { seed: { repeat: 3 }, attacks.slide.pause: [0, 1] }\n`;

describe('threads', () => {
  it('leave the tables that one thread leaves, tell how trials go, and are taken over', async () => {
    const [one, two] = [folder(), folder()];
    await run(one, SWEEP);
    const events: RunEvent[] = [];
    expect(await run(two, SWEEP, { jobs: 2, onEvent: (event) => events.push(event) })).toMatchObject({
      status: 'done',
      done: 6,
    });
    expect(tables(two)).toEqual(tables(one));
    const kinds = (kind: RunEvent['kind']): number => events.filter((event) => event.kind === kind).length;
    expect([kinds('trial-started'), kinds('trial-done')]).toEqual([6, 6]);
    expect(kinds('progress')).toBeGreaterThan(20);
    expect(await run(two, SWEEP)).toMatchObject({ reused: 6 });
  });

  it('share the examples of a large trial, and leave the tables that one thread leaves', async () => {
    const large = EXPERIMENT.replace('use: affine', 'use: kept')
      .replace('dimension: 2', 'dimension: 2, points: 61')
      .replace('use: slide', 'use: slide, steps: 2000000');
    const [one, two, bad] = [folder(), folder(), folder()];
    await run(one, large);
    const events: RunEvent[] = [];
    const onEvent = (event: RunEvent): void => void events.push(event);
    expect(await run(two, large, { jobs: 2, onEvent })).toMatchObject({ status: 'done', done: 1 });
    expect(tables(two)).toEqual(tables(one));
    expect(events.filter(({ kind }) => kind === 'trial-started' || kind === 'trial-done')).toHaveLength(2);
    const done = events.flatMap((event) => (event.kind === 'progress' ? [event.done] : []));
    expect(Math.max(...done)).toBeLessThanOrEqual(1);
    expect((await read(two, 'manifest.json')).includes('"done"')).toBe(true);
    expect(readdirSync(join(two, 'store', 'attacks'), { recursive: true }).length).toBeGreaterThan(4);

    const broken = large.replace('use: kept', 'use: kept, fault: throw');
    expect(await run(bad, broken, { jobs: 2 })).toMatchObject({
      status: 'failed',
      done: 0,
      failed: [{ phase: 'model' }],
    });
  });

  it('record what fails, and go on', async () => {
    const events: RunEvent[] = [];
    const broken = EXPERIMENT.replace(
      'small: { use: affine }',
      'bad: { use: affine, fault: throw }\n  good: { use: affine }',
    );
    const outcome = await run(folder(), broken, { jobs: 2, onEvent: (event) => events.push(event) });
    expect(outcome).toMatchObject({
      status: 'failed',
      done: 1,
      failed: [
        {
          model: 'bad',
          phase: 'model',
          error: { code: 'runner/threw', message: expect.stringContaining('training diverged') },
        },
      ],
    });
    const told = events.flatMap((event) => (event.kind === 'trial-failed' ? [event] : []));
    expect(told).toMatchObject([{ phase: 'model', error: { code: 'runner/threw', kind: 'failure' } }]);
  });

  it('that a plugin ends fail its trials alone', async () => {
    const home = folder();
    writeFileSync(
      join(home, 'part.mjs'),
      `const params = { '~standard': { version: 1, vendor: 'own', validate: (value) => ({ value }) } };
      export default { api: 1, provides: [{ kind: 'model', name: 'exits', summary: 'Ends its thread', params,
        build: async () => process.exit(3) }] };`,
    );
    const text = EXPERIMENT.replace("plugins: ['", "plugins: ['./part.mjs', '").replace(
      'small: { use: affine }',
      'bad: { use: exits }\n  good: { use: affine }\n  fine: { use: affine, scale: 2 }',
    );
    writeFileSync(join(home, 'experiment.yaml'), text);
    const outcome = await runFile(join(home, 'experiment.yaml'), folder(), { jobs: 2 });
    expect(outcome.failed.map(({ model }) => model)).toEqual(['bad']);
    expect(outcome.done).toBe(2);
  });

  it('stop at an abort, and keep what is finished', async () => {
    const out = folder();
    const controller = new AbortController();
    const slow = SWEEP.replace('use: slide', 'use: slide, window: 1, pause: 30').replace(
      ', attacks.slide.pause: [0, 1]',
      '',
    );
    const onEvent = (event: RunEvent): void => {
      if (event.kind === 'progress' && event.message === 'small: slide' && event.done > 0.1) controller.abort();
    };
    expect(await run(out, slow, { jobs: 2, signal: controller.signal, onEvent })).toMatchObject({ status: 'aborted' });
    const one = folder();
    await run(one, slow);
    const resumed: number[] = [];
    const again = await run(out, slow, {
      jobs: 2,
      onEvent: (event) => void (event.kind === 'attack-resumed' && resumed.push(event.known)),
    });
    expect(again).toMatchObject({ status: 'done', done: 3 });
    expect(resumed.length).toBeGreaterThan(0);
    expect(tables(out)).toEqual(tables(one));
  });
});

import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { EXPERIMENT, files, folder, PLUGIN, read, run, table } from '../testing/experiments.js';
import type { RunEvent } from '../execute/events.js';
import type { RunOptions } from '../run-plan.js';

const { calls } = (await import(PLUGIN)) as { calls: Record<'open' | 'build' | 'dispose', number> };
beforeEach(() => void Object.assign(calls, { open: 0, build: 0, dispose: 0 }));

describe('resuming', () => {
  it('runs only what is missing and gives the same tables', async () => {
    const out = folder();
    const text = `${EXPERIMENT}sweep: { seed: { repeat: 2 } }\n`;
    await run(out, text);
    const before = [read(out, 'tables/attacks.csv'), read(out, 'tables/norms.csv')];
    const [first] = readdirSync(join(out, 'store/models'));
    rmSync(join(out, 'store/models', first!));
    for (const kind of ['attacks', 'evaluations', 'trials']) rmSync(join(out, 'store', kind), { recursive: true });
    expect(await run(out, text)).toMatchObject({ status: 'done', done: 2, reused: 0 });
    expect(calls.build).toBe(4);
    expect([read(out, 'tables/attacks.csv'), read(out, 'tables/norms.csv')]).toEqual(before);
    expect(await run(out, text)).toMatchObject({ reused: 2 });
    expect(await run(out, text, { fresh: true })).toMatchObject({ reused: 0 });
    expect(calls.build).toBe(6);
  });

  it('adds trials to those of a smaller sweep', async () => {
    const out = folder();
    await run(out);
    expect(await run(out, `${EXPERIMENT}sweep: { seed: { repeat: 2 } }\n`)).toMatchObject({ done: 2, reused: 1 });
  });
});

describe('how long a trial took', () => {
  it('is what all runs have spent on it, until it is done anew', async () => {
    let ticks = 0;
    const clock = { now: () => new Date(1000 * ticks++), elapsed: () => 1000 * ticks++ };
    const took = async (options: RunOptions = {}): Promise<{ seconds: number; phases: Record<string, number> }> => {
      await run(out, EXPERIMENT, { ...options, bind: { clock } });
      const { trials } = JSON.parse(read(out, 'manifest.json')) as { trials: Awaited<ReturnType<typeof took>>[] };
      return trials[0]!;
    };
    const out = folder();
    const first = await took();
    expect(first.seconds).toBeGreaterThan(5);
    expect(await took()).toMatchObject(first);
    rmSync(join(out, 'store/attacks'), { recursive: true });
    const second = await took();
    expect(second.seconds).toBeGreaterThan(first.seconds + 5);
    for (const [phase, seconds] of Object.entries(first.phases))
      expect(second.phases[phase]).toBeGreaterThanOrEqual(seconds);
    expect(second.phases['attacks']).toBeGreaterThan(first.phases['attacks']!);
    expect((await took({ fresh: true })).seconds).toBeLessThan(second.seconds);
  });
});

describe('pictures', () => {
  const text = `${EXPERIMENT}  - { use: portraits }\n`;

  it('are files that tables and the report show', async () => {
    const out = folder();
    const events: RunEvent[] = [];
    expect(await run(out, text, { onEvent: (event) => events.push(event) })).toMatchObject({ status: 'done' });
    const pictures = readdirSync(join(out, 'pictures'));
    expect(pictures).toHaveLength(5);
    const cells = table(out, 'portraits')
      .slice(1)
      .map((row) => row[4]!);
    expect(cells[0]).toBe('');
    expect(cells.slice(1).sort()).toEqual(pictures.map((file) => `pictures/${file}`).sort());
    expect(read(out, 'report.html').match(/<img/g)).toHaveLength(5);
    const shares = events.flatMap((event) => (event.kind === 'progress' ? [event.done] : []));
    expect(shares.at(-1)).toBe(1);
  });

  it('are not what a text names that looks like one', async () => {
    const out = folder();
    await run(out, text);
    expect(
      table(out, 'portraits')
        .slice(1)
        .map((row) => row[5]),
    ).toEqual(Array.from({ length: 6 }, () => 'pictures/0123456789abcdef.png'));
    expect(await run(out, text)).toMatchObject({ reused: 1, problems: [] });
  });

  it('that were removed are drawn again', async () => {
    const out = folder();
    await run(out, text);
    expect(await run(out, text)).toMatchObject({ reused: 1 });
    const [picture] = readdirSync(join(out, 'pictures'));
    rmSync(join(out, 'pictures', picture!));
    expect(await run(out, text)).toMatchObject({ reused: 1 });
    expect(readdirSync(join(out, 'pictures'))).toHaveLength(5);
    rmSync(join(out, 'pictures'), { recursive: true });
    rmSync(join(out, 'store/pictures', picture!));
    expect(await run(out, text)).toMatchObject({ reused: 0 });
    expect(readdirSync(join(out, 'pictures'))).toHaveLength(5);
  });
});

describe('abort', () => {
  it('writes what is done and leaves no half-written trial', async () => {
    const out = folder();
    const controller = new AbortController();
    const onEvent = (event: RunEvent): void => {
      if (event.kind === 'trial-started' && event.index === 1) setTimeout(() => controller.abort(), 20);
    };
    const text = EXPERIMENT.replace('affine }', 'affine, fault: slow }');
    const outcome = await run(out, `${text}sweep: { seed: { repeat: 3 } }\n`, { signal: controller.signal, onEvent });
    expect(outcome).toMatchObject({ status: 'aborted', done: 1, failed: [] });
    expect(readdirSync(join(out, 'store/trials'))).toHaveLength(1);
    expect(JSON.parse(read(out, 'manifest.json'))).toMatchObject({
      status: 'aborted',
      trials: [{ status: 'done' }, { status: 'missing' }, { status: 'missing' }],
    });
    expect(read(out, 'report.html')).toContain('Stopped early: 1 of 3');
    expect(existsSync(join(out, 'tables/attacks.csv'))).toBe(true);
    expect(files(out).filter((file) => file.endsWith('.tmp'))).toEqual([]);
  });

  it('does not keep a trial whose attack was cut short', async () => {
    const out = folder();
    const controller = new AbortController();
    const onEvent = (event: RunEvent): void => {
      if (event.kind === 'trial-started') setTimeout(() => controller.abort(), 50);
    };
    const text = EXPERIMENT.replace('budgets: [0.5, 4]', 'budgets: [0.5, 4], fault: slow').replace(/analyses:[^]*/, '');
    expect(await run(out, text, { signal: controller.signal, onEvent })).toMatchObject({ status: 'aborted', done: 0 });
    expect(existsSync(join(out, 'store/trials'))).toBe(false);
  });
});

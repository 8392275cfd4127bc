import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { EXPERIMENT, files, folder, PLUGIN, read, run, table } from '../testing/experiments.js';
import type { RunEvent } from '../execute/events.js';

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

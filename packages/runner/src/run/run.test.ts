import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { planExperiment } from '../plan/plan.js';
import { EXPERIMENT, folder, messageOf, PLUGIN, written } from '../testing/experiments.js';
import type { RunEvent } from './events.js';
import { runPlan, type RunOptions } from './run.js';

const { calls } = (await import(PLUGIN)) as { calls: Record<'open' | 'build' | 'dispose', number> };
beforeEach(() => void Object.assign(calls, { open: 0, build: 0, dispose: 0 }));

const run = async (out: string, text = EXPERIMENT, options: RunOptions = {}) =>
  runPlan(await planExperiment(written(text)), { out, ...options });
const read = (out: string, file: string): string => readFileSync(join(out, file), 'utf8');
const table = (out: string, name: string): string[][] =>
  read(out, `tables/${name}.csv`)
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
const files = (out: string): string[] => (readdirSync(out, { recursive: true }) as string[]).sort();

describe('runPlan', () => {
  it('writes everything that a run is to leave', async () => {
    const out = folder();
    const outcome = await run(out);
    expect(outcome).toMatchObject({
      status: 'done',
      folder: out,
      report: join(out, 'report.html'),
      done: 1,
      failed: [],
    });
    expect(outcome.engine).toMatch(/^engine: /);
    expect(outcome.headlines[0]).toEqual({ label: 'Rows', value: '6, dimensions ' });
    const [id] = readdirSync(join(out, 'trials'));
    expect(files(out)).toEqual(
      [
        'config.resolved.yaml',
        'manifest.json',
        'report.html',
        'tables',
        'tables/attacks.csv',
        'tables/norms.csv',
        'tables/norms-summary.csv',
        'tables/robust-accuracy.csv',
        'trials',
        `trials/${id}`,
      ].sort(),
    );
    expect(JSON.parse(read(out, 'manifest.json'))).toMatchObject({
      name: 'clouds',
      status: 'done',
      seed: 3,
      versions: { '@fragility/runner': expect.any(String), node: process.versions.node },
      trials: [{ model: 'small', seed: 3, status: 'done', cleanAccuracy: 1, facts: { loss: 0.5 }, reused: false }],
    });
    expect(parse(read(out, 'config.resolved.yaml'))).toMatchObject({
      dataset: { use: 'two-clouds', dimension: 2, points: 6 },
      attacks: { jump: { use: 'jump', norm: 'l2', tries: 1 } },
    });
    expect(calls).toEqual({ open: 1, build: 1, dispose: 1 });
  });

  it('writes one row per record and counts robust accuracy', async () => {
    const out = folder();
    await run(out);
    const [head, ...rows] = table(out, 'attacks');
    expect(head!.join()).toBe(
      'trial,model,seed,attack,norm,budget,id,label,target,success,skipped,distance,class,margin,forwards,backwards,exact,reason',
    );
    expect(rows).toHaveLength(18);
    const robust = table(out, 'robust-accuracy');
    expect(robust[0]!.join()).toBe(
      'model,attack,norm,budget,examples,clean_accuracy,robust_accuracy,median_distance,forwards_per_example',
    );
    expect(robust.slice(1).map((row) => row.slice(0, 7).join())).toEqual([
      'small,jump,l2,0.5,6,1,1',
      'small,jump,l2,4,6,1,0',
      'small,slide,l2,,6,1,0',
    ]);
    const distances = rows
      .filter((row) => row[3] === 'slide')
      .map((row) => Number(row[11]))
      .sort((a, b) => a - b);
    expect(Number(robust[3]![7])).toBe((distances[2]! + distances[3]!) / 2);
    expect(distances[0]!).toBeGreaterThan(1);
    expect(distances[5]!).toBeLessThan(2);
  });

  it('names swept columns by their last step, and keeps what JSON cannot hold empty', async () => {
    const out = folder();
    const outcome = await run(
      out,
      `${EXPERIMENT}sweep: { dataset.dimension: [2, 3], models.small.scale: [1, 2], seed: { repeat: 2 } }\n`,
    );
    expect(outcome.done).toBe(8);
    const [head, ...rows] = table(out, 'norms');
    expect(head).toEqual(['trial', 'model', 'seed', 'dimension', 'scale', 'example', 'norm', 'odd']);
    expect(rows).toHaveLength(48);
    expect(new Set(rows.map((row) => row.slice(1, 5).join()))).toEqual(
      new Set([
        'small,3,2,1',
        'small,4,2,1',
        'small,3,2,2',
        'small,4,2,2',
        'small,3,3,1',
        'small,4,3,1',
        'small,3,3,2',
        'small,4,3,2',
      ]),
    );
    expect(rows[0]![7]).toBe('');
    expect(outcome.headlines).toEqual([{ label: 'Rows', value: '48, dimensions 2, 3' }]);
    expect(table(out, 'attacks')[0]!.slice(0, 6)).toEqual(['trial', 'model', 'seed', 'dimension', 'scale', 'attack']);
  });

  it('opens data once for all models and gives seeds independent of one another', async () => {
    const two = EXPERIMENT.replace(
      'small: { use: affine }',
      'small: { use: affine }\n  large: { use: affine, scale: 3 }',
    );
    const out = folder();
    await run(out, `${two}sweep: { seed: { repeat: 2 } }\n`);
    expect(calls).toEqual({ open: 2, build: 4, dispose: 4 });
    const norms = (model: string, seed: string): string =>
      table(out, 'norms')
        .filter((row) => row[1] === model && row[2] === seed)
        .map((row) => row[4])
        .join();
    expect(norms('small', '3')).toBe(norms('large', '3'));
    expect(norms('small', '3')).not.toBe(norms('small', '4'));
  });

  it('hands attacks and checkpoints to analyses', async () => {
    const out = folder();
    const three = ['  - { use: distances }', '  - { use: training }', '  - { use: training, first: 1 }'].join('\n');
    await run(out, EXPERIMENT.replace('affine }', 'affine, fit: { steps: 3 } }') + three);
    expect(
      table(out, 'distances')
        .slice(1)
        .map((row) => row.slice(3).join()),
    ).toEqual(['jump,12,12', 'slide,6,6']);
    expect(
      table(out, 'training')
        .slice(1)
        .map((row) => row[3]),
    ).toEqual(['1', '2', '3']);
    expect(
      table(out, 'training-2')
        .slice(1)
        .map((row) => row[3]),
    ).toEqual(['1']);
    expect(calls).toMatchObject({ build: 3, dispose: 2 });
  });

  it('is the same twice, to the byte', async () => {
    const [a, b] = [folder(), folder()];
    await run(a);
    await run(b);
    for (const file of ['tables/attacks.csv', 'tables/norms.csv', 'tables/robust-accuracy.csv', 'config.resolved.yaml'])
      expect(read(a, file)).toBe(read(b, file));
  });

  it('tells how far it is', async () => {
    const events: RunEvent[] = [];
    await run(folder(), `${EXPERIMENT}sweep: { seed: { repeat: 2 } }\n`, { onEvent: (event) => events.push(event) });
    expect(events[0]).toMatchObject({ kind: 'start', trials: 2, reused: 0, engine: expect.stringMatching(/^engine/) });
    expect(events.filter(({ kind }) => kind === 'trial-done')).toHaveLength(2);
    const shares = events.flatMap((event) => (event.kind === 'progress' ? [event.done] : []));
    expect(shares).toEqual(shares.toSorted((x, y) => x - y));
    expect(shares[0]).toBe(0);
    expect(shares.at(-1)!).toBeGreaterThan(0.8);
  });
});

describe('resuming', () => {
  it('runs only what is missing and gives the same tables', async () => {
    const out = folder();
    const text = `${EXPERIMENT}sweep: { seed: { repeat: 2 } }\n`;
    await run(out, text);
    const before = [read(out, 'tables/attacks.csv'), read(out, 'tables/norms.csv')];
    const [first] = readdirSync(join(out, 'trials'));
    writeFileSync(join(out, 'trials', first!), '{ "id": "half');
    expect(await run(out, text)).toMatchObject({ status: 'done', done: 2, reused: 1 });
    expect(calls.build).toBe(3);
    expect([read(out, 'tables/attacks.csv'), read(out, 'tables/norms.csv')]).toEqual(before);
    expect(await run(out, text)).toMatchObject({ reused: 2 });
    expect(await run(out, text, { fresh: true })).toMatchObject({ reused: 0 });
    expect(calls.build).toBe(5);
  });

  it('adds trials to those of a smaller sweep', async () => {
    const out = folder();
    await run(out);
    expect(await run(out, `${EXPERIMENT}sweep: { seed: { repeat: 2 } }\n`)).toMatchObject({ done: 2, reused: 1 });
  });

  it('does not take results of another engine', async () => {
    const out = folder();
    await run(out);
    const file = join(out, 'trials', readdirSync(join(out, 'trials'))[0]!);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"engine":"[^"]*"/, '"engine":"engine: abacus"'));
    expect(await run(out)).toMatchObject({ reused: 0 });
  });
});

describe('failures', () => {
  const broken = (fault: string): string =>
    EXPERIMENT.replace('small: { use: affine }', `bad: { use: affine, fault: ${fault} }\n  good: { use: affine }`);

  it.each([
    ['nan', 'evaluation', /model 'bad' answers NaN for class 1 on the clean input cloud-0/],
    ['throw', 'model', /training diverged/],
  ])('records a model whose fault is %s and goes on', async (fault, phase, message) => {
    const out = folder();
    const outcome = await run(out, broken(fault));
    expect(outcome).toMatchObject({
      status: 'failed',
      done: 1,
      failed: [{ model: 'bad', phase, error: { message: expect.stringMatching(message) } }],
    });
    expect(JSON.parse(read(out, 'manifest.json')).trials.map(({ status }: { status: string }) => status)).toEqual([
      'failed',
      'done',
    ]);
    expect(
      new Set(
        table(out, 'attacks')
          .slice(1)
          .map((row) => row[1]),
      ),
    ).toEqual(new Set(['good']));
    expect(read(out, 'report.html')).toContain('Failed');
    expect(calls.dispose).toBe(calls.build - (fault === 'throw' ? 1 : 0));
    expect(await run(out, broken(fault))).toMatchObject({ status: 'failed', reused: 1 });
  });

  it.each([
    ['nan', /dataset\/finite: .*cloud-0 has NaN at coordinate 1/],
    ['one-class', /dataset\/classes: .*expected at least two/],
    ['throw', /the file is gone/],
  ])('names data whose fault is %s', async (fault, expected) => {
    const { failed } = await run(folder(), EXPERIMENT.replace('dimension: 2', `dimension: 2, fault: ${fault}`));
    expect(`${failed[0]!.error.code}: ${failed[0]!.error.message}`).toMatch(expected);
  });

  it('fails a trial whose rows are not what the analysis declares, and notes a summary that throws', async () => {
    const row = await run(folder(), EXPERIMENT.replace('norms }', 'norms, fault: row }'));
    expect(row.failed[0]).toMatchObject({ phase: 'analyses', error: { code: 'analysis/row' } });
    const out = folder();
    expect(await run(out, EXPERIMENT.replace('norms }', 'norms, fault: summary }'))).toMatchObject({ status: 'done' });
    expect(read(out, 'report.html')).toContain('nothing to say');
  });

  it('refuses a folder that cannot be written to, before any work', async () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    expect(await messageOf(run(join(file, 'out')))).toMatch(
      /^runner\/output: .*cannot be written to.*choose another with --out/,
    );
    expect(calls).toEqual({ open: 0, build: 0, dispose: 0 });
  });

  it('refuses an empty split', async () => {
    const { failed } = await run(folder(), `${EXPERIMENT}evaluate: { split: test }\n`);
    expect(failed[0]!.error).toMatchObject({ code: 'dataset/empty' });
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
    expect(readdirSync(join(out, 'trials'))).toHaveLength(1);
    expect(JSON.parse(read(out, 'manifest.json'))).toMatchObject({
      status: 'aborted',
      trials: [{ status: 'done' }, { status: 'missing' }, { status: 'missing' }],
    });
    expect(read(out, 'report.html')).toContain('Stopped early: 1 of 3');
    expect(existsSync(join(out, 'tables/attacks.csv'))).toBe(true);
    expect(files(out).filter((file) => file.endsWith('.tmp'))).toEqual([]);
  });
});

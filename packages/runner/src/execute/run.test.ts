import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { EXPERIMENT, files, folder, PLUGIN, read, run, table } from '../testing/experiments.js';
import type { Counted, RunEvent } from './events.js';

const { calls } = (await import(PLUGIN)) as { calls: Record<'open' | 'build' | 'dispose', number> };
beforeEach(() => void Object.assign(calls, { open: 0, build: 0, dispose: 0 }));

describe('runPlan', () => {
  it('writes everything that a run is to leave', async () => {
    const out = folder();
    const outcome = await run(out, EXPERIMENT, { figures: true });
    expect(outcome).toMatchObject({
      status: 'done',
      folder: out,
      report: join(out, 'report.html'),
      done: 1,
      failed: [],
    });
    expect(outcome.engine).toBe("the model's own code");
    expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))).toMatchObject({ engine: outcome.engine });
    expect(outcome.headlines[0]).toEqual({ label: 'Rows', value: '6, dimensions ' });
    expect(files(out).filter((path) => !/^(store|figures)\//.test(path))).toEqual(
      [
        'config.resolved.yaml',
        'figures',
        'fragility.json',
        'manifest.json',
        'metrics.json',
        'report.html',
        'report.json',
        'tables',
        'tables/attacks.csv',
        'tables/attacks.parquet',
        'tables/norms.parquet',
        'tables/robustness.parquet',
        'tables/norms.csv',
        'tables/norms-summary.csv',
        'tables/robust-accuracy.csv',
        'tables/robustness.csv',
        'tables/attack-pairs.csv',
        'tables/worst-case.csv',
        'tables/trials.csv',
        'store',
      ].sort(),
    );
    expect(readdirSync(join(out, 'figures')).filter((name) => name.endsWith('.svg'))).toEqual([
      'distances-l2.svg',
      'robust-accuracy-l2.svg',
      'worst-case-l2.svg',
    ]);
    expect(readdirSync(join(out, 'store'))).toEqual([
      'analyses',
      'attacks',
      'evaluations',
      'models',
      'plans',
      'trials',
    ]);
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
    expect(JSON.parse(read(out, 'metrics.json'))).toMatchObject({
      'robustness/small/jump/l2 0.5/robust_accuracy': 1,
      'robustness/small/jump/l2 4/robust_accuracy': 0,
      'robustness/small/worst case/l2/median_distance': expect.closeTo(1.497, 3),
    });
    expect(calls).toMatchObject({ open: 1, build: 1, dispose: 1 });
  });

  it('counts the examples of every attack, and those that resist so far', async () => {
    const counted: Counted[] = [];
    const onEvent = (event: RunEvent): void =>
      void (event.kind === 'progress' && event.counted && counted.push(event.counted));
    await run(folder(), EXPERIMENT, { onEvent });
    const last = (name: string): Counted => counted.findLast(({ attack }) => attack === name)!;
    expect(last('slide')).toEqual({ attack: 'slide', done: 6, of: 6, judged: 6, robust: 0 });
    expect(last('jump')).toEqual({ attack: 'jump', done: 6, of: 6, judged: 6, robust: 0 });
  });

  it('writes one row per record and counts robust accuracy', async () => {
    const out = folder();
    await run(out);
    const [head, ...rows] = table(out, 'attacks');
    expect(head!.join()).toBe(
      'trial,model,seed,attack,norm,budget,id,label,target,outcome,success,skipped,distance,class,margin,noise,forwards,backwards,exact,tolerance,reason,code,by,warnings',
    );
    expect(rows).toHaveLength(18);
    const robust = table(out, 'robust-accuracy');
    expect(robust[0]!.join()).toBe(
      'model,attack,norm,budget,examples,clean_accuracy,robust_accuracy,median_distance,forwards_per_example,robust_low,robust_high',
    );
    expect(robust.slice(1).map((row) => row.slice(0, 7).join())).toEqual([
      'small,jump,l2,0.5,6,1,1',
      'small,jump,l2,4,6,1,0',
      'small,slide,l2,,6,1,0',
      'small,worst case,l2,0.5,6,1,1',
      'small,worst case,l2,4,6,1,0',
      'small,worst case,l2,,6,1,0',
    ]);
    const distances = rows
      .filter((row) => row[3] === 'slide')
      .map((row) => Number(row[head!.indexOf('distance')]))
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

  it('goes on without an example that cannot be read, warns of it and names it', async () => {
    const out = folder();
    const warnings: string[] = [];
    await run(out, EXPERIMENT.replace('dimension: 2 }', 'dimension: 2, fault: unreadable }'), {
      onEvent: (event) => void (event.kind === 'warning' && warnings.push(event.message)),
    });
    expect(warnings).toEqual(['[dataset/two-clouds] example cloud-2 is skipped, 1 so far: it is torn']);
    expect(JSON.parse(read(out, 'manifest.json'))).toMatchObject({ trials: [{ unreadable: ['cloud-2'] }] });
    expect(table(out, 'norms').slice(1)).toHaveLength(5);
  });

  it('opens data once for all models and gives seeds independent of one another', async () => {
    const two = EXPERIMENT.replace(
      'small: { use: affine }',
      'small: { use: affine }\n  large: { use: affine, scale: 3 }',
    );
    const out = folder();
    await run(out, `${two}sweep: { seed: { repeat: 2 } }\n`);
    expect(calls).toMatchObject({ open: 2, build: 4, dispose: 4 });
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

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { planExperiment } from '../../plan/plan.js';
import { collectPlan, listPlan, runShard } from '../../run-plan.js';
import { calls, slid } from '../../testing/plugin.js';
import { EXPERIMENT, files, folder, run, tables, written } from '../../testing/experiments.js';

/** A large trial of a model that is trained once, two small ones, and one that fails. */
const PLAN = `${EXPERIMENT.replace(
  'small: { use: affine }',
  'large: { use: kept }\n  small: { use: affine }\n  bad: { use: affine, fault: throw }',
)
  .replace('dimension: 2', 'dimension: 2, points: 61')
  .replace('use: slide', 'use: slide, steps: 2000000')}sweep: { models.small.scale: [1, 2] }\n`;

describe('shards', () => {
  it('do the work once between them, and leave the tables that one run leaves', async () => {
    const [one, many] = [folder(), folder()];
    await run(one, PLAN);
    const examples = slid.length;
    const plan = await planExperiment(written(PLAN));
    const before = await collectPlan(plan, { out: many });
    expect(before.missing.map(({ trial }) => trial.id)).toEqual(plan.trials.map(({ id }) => id));
    expect(before).toMatchObject({ status: 'aborted', done: 0 });

    slid.length = calls.build = 0;
    const outcomes = [];
    for (const index of [2, 0, 1]) outcomes.push(await runShard(plan, { index, of: 3 }, { out: many }));
    expect(slid).toHaveLength(examples);
    expect(outcomes.reduce((sum, { done }) => sum + done, 0)).toBe(3);
    expect(outcomes.flatMap(({ failed }) => failed.map(({ model }) => model))).toContain('bad');

    const after = await collectPlan(plan, { out: many });
    expect(after).toMatchObject({ status: 'failed', done: 3, missing: [], failed: [{ model: 'bad', phase: 'model' }] });
    expect(tables(many)).toEqual(tables(one));
    expect(files(many).filter((path) => /slices.+-|\.lock/.test(path))).toEqual([]);

    slid.length = 0;
    expect(await runShard(plan, { index: 0, of: 2 }, { out: many })).toMatchObject({ done: 0 });
    expect(slid).toEqual([]);
  });

  it('share the examples of a trial, in other divisions too, and say what is known of what is missing', async () => {
    const [one, many] = [folder(), folder()];
    const large = PLAN.replace(/\n {2}small:.*\n {2}bad:.*/, '').replace(/sweep:.*/, '');
    await run(one, large);
    const plan = await planExperiment(written(large));
    expect(await runShard(plan, { index: 1, of: 3 }, { out: many })).toMatchObject({ status: 'done', done: 0 });
    const { missing } = await collectPlan(plan, { out: many });
    expect(missing).toMatchObject([{ attacks: [{ name: 'jump' }, { name: 'slide' }] }]);
    const known = missing[0]!.attacks[0]!.known;
    expect(known).toBeGreaterThan(7);

    slid.length = 0;
    for (const index of [0, 1]) await runShard(plan, { index, of: 2 }, { out: many });
    expect(slid).toHaveLength(61 - known);
    expect(await collectPlan(plan, { out: many })).toMatchObject({ status: 'done', missing: [] });
    expect(tables(many)).toEqual(tables(one));
    expect(readdirSync(join(many, 'store', 'models'))).toHaveLength(2);
  });

  it('collect what a model threw on as a run shows it', async () => {
    const [one, many] = [folder(), folder()];
    const picky = EXPERIMENT.replace('use: affine', 'use: affine, fault: picky');
    await run(one, picky);
    const plan = await planExperiment(written(picky));
    await runShard(plan, { index: 0, of: 1 }, { out: many });
    expect(await collectPlan(plan, { out: many })).toMatchObject({ missing: [] });
    expect(tables(many)).toEqual(tables(one));
  });

  it('stop at an abort, and leave the rest to the next', async () => {
    const out = folder();
    const plan = await planExperiment(written(PLAN));
    const controller = new AbortController();
    const { status } = await runShard(
      plan,
      { index: 0, of: 1 },
      { out, signal: controller.signal, onEvent: ({ kind }) => void (kind === 'trial-done' && controller.abort()) },
    );
    expect(status).toBe('aborted');
    expect((await collectPlan(plan, { out })).missing.length).toBeGreaterThan(1);
  });
});

describe('a listed plan', () => {
  it('has every part once, after those that it needs, the trials that have it, and the shards', async () => {
    const plan = await planExperiment(written(PLAN));
    const { parts, trials, shards } = await listPlan(plan, { shards: 3 });
    const keys = parts.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    parts.forEach(({ after }, k) => after.forEach((key) => expect(keys.indexOf(key)).toBeLessThan(k)));
    expect(trials.map(({ id }) => id)).toEqual(plan.trials.map(({ id }) => id));
    for (const { parts: own } of trials) expect(own.every((key) => keys.includes(key))).toBe(true);
    expect(parts.filter(({ kind }) => kind === 'dataset')).toHaveLength(1);
    const units = shards!.flatMap((shard) => shard.units);
    expect(new Set(units.map(({ trial }) => trial))).toEqual(new Set(trials.map(({ id }) => id)));
    const weight = trials.reduce((sum, trial) => sum + trial.weight, 0);
    expect(Math.max(...shards!.map((shard) => shard.weight))).toBeLessThan(weight / 2);
    expect(await listPlan(plan, { shards: 3 })).toEqual({ ...(await listPlan(plan)), shards });
  });
});

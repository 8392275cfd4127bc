import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { readNpy } from '@fragility/dataset/files';
import { EXPERIMENT, files, folder, PLUGIN, read, run, table } from '../testing/experiments.js';

const { calls, slid } = (await import(PLUGIN)) as { calls: Record<'build' | 'load', number>; slid: string[] };
beforeEach(() => {
  Object.assign(calls, { build: 0, load: 0 });
  slid.length = 0;
});

const KEPT = EXPERIMENT.replace('use: affine', 'use: kept');
const SAVING = `${KEPT}save: { examples: true, models: true }\n`;

const npy = (path: string): ReturnType<typeof readNpy> =>
  readNpy(path, readFileSync(path), (problem) => {
    throw new Error(JSON.stringify(problem));
  });

/** A saved file of points and the table beside it, as rows. */
function saved(out: string, attack: string, trial = readdirSync(join(out, 'examples'))[0]!) {
  const { shape, at } = npy(join(out, 'examples', trial, `${attack}.npy`));
  const [header, ...lines] = read(out, `examples/${trial}/${attack}.csv`).trim().split('\r\n');
  const columns = header!.split(',');
  const rows = lines.map((line) => Object.fromEntries(line.split(',').map((cell, k) => [columns[k]!, cell])));
  const points = rows.map((_, i) => Array.from({ length: shape[1]! }, (_, k) => at(i * shape[1]! + k)));
  return { shape, rows, points };
}

describe('saved points', () => {
  it('are those of the records, in their order', async () => {
    const out = folder();
    await run(out, SAVING);
    const { shape, rows, points } = saved(out, 'slide');
    const found = table(out, 'attacks').filter((row) => row[3] === 'slide' && row[10] === 'true');
    expect(shape).toEqual([found.length, 2]);
    expect(rows.map((row) => Object.values(row))).toEqual(found);
    points.forEach((point, i) => {
      expect(point.every(Number.isFinite)).toBe(true);
      const sum = point[0]! + point[1]!;
      expect(Number(sum > 0)).toBe(Number(rows[i]!['class']));
      expect(Math.abs(sum)).toBeLessThan(1e-6);
    });
    const jumps = saved(out, 'jump');
    expect(jumps.rows.map(({ budget }) => budget)).toEqual(Array.from({ length: 6 }, () => '4'));
  });

  it('that were not kept before are found again, once, and others are not', async () => {
    const out = folder();
    const text = KEPT.replace('analyses:\n  - { use: norms }\n', '');
    const more = `${text}save: { examples: true }\n`;
    await run(out, text);
    const before = read(out, 'tables/attacks.csv');
    expect(slid).toHaveLength(6);
    expect(await run(out, more)).toMatchObject({ reused: 0 });
    expect(slid).toHaveLength(12);
    expect(read(out, 'tables/attacks.csv')).toBe(before);
    expect(await run(out, more)).toMatchObject({ reused: 1 });
    expect(slid).toHaveLength(12);
    expect(await run(out, text)).toMatchObject({ reused: 1 });
    const first = saved(out, 'slide');
    const whole = folder();
    await run(whole, more);
    expect(saved(whole, 'slide')).toEqual(first);
  });

  it('have files of their own for every trial, and none without an attack that found something', async () => {
    const out = folder();
    await run(out, `${SAVING}sweep: { seed: { repeat: 2 }, dataset.points: [4, 6] }\n`);
    const trials = readdirSync(join(out, 'examples'));
    expect(trials).toHaveLength(4);
    expect(trials.every((name) => /^small-[0-9a-f]{16}$/.test(name))).toBe(true);
    expect(new Set(trials.map((trial) => saved(out, 'slide', trial).rows.length))).toEqual(new Set([4, 6]));
    const none = folder();
    await run(none, SAVING.replace('budgets: [0.5, 4]', 'budgets: [0.001]'));
    expect(saved(none, 'jump')).toMatchObject({ shape: [0, 2], rows: [] });
  });

  it('are found anew where their line is damaged', async () => {
    const out = folder();
    await run(out, SAVING);
    const first = saved(out, 'slide');
    for (const path of files(out).filter((file) => /store\/attacks\/.*jsonl$/.test(file))) {
      const lines = read(out, path).split('\n');
      lines[1] = lines[1]!.replace(/"candidate":"(.)/, '"candidate":"_');
      writeFileSync(join(out, path), lines.join('\n'));
    }
    slid.length = 0;
    await run(out, SAVING);
    expect(slid).toHaveLength(1);
    expect(saved(out, 'slide')).toEqual(first);
  });
});

describe('saved models', () => {
  it('are the weights of the parts, written again where they are gone', async () => {
    const out = folder();
    await run(out, SAVING);
    const [model] = readdirSync(join(out, 'models'));
    const [weights] = readdirSync(join(out, 'store/models')).filter((file) => file.endsWith('.onnx'));
    expect(model).toMatch(/^small-[0-9a-f]{16}\.onnx$/);
    expect(read(out, `models/${model}`)).toBe(read(out, `store/models/${weights}`));
    expect(calls.build).toBe(1);
    rmSync(join(out, 'store/models', weights!));
    rmSync(join(out, 'models'), { recursive: true });
    expect(await run(out, SAVING)).toMatchObject({ status: 'done', reused: 0 });
    expect([calls.build, slid.length]).toEqual([2, 6]);
    expect(readdirSync(join(out, 'models'))).toEqual([model]);
  });

  it('are not there where a model keeps none, and the run says so', async () => {
    const out = folder();
    const warnings: string[] = [];
    await run(out, `${EXPERIMENT}save: { models: true }\n`, {
      onEvent: (event) => void (event.kind === 'warning' && warnings.push(event.message)),
    });
    expect(warnings).toContain("model 'small' keeps no weights: none are saved");
    expect(files(out).filter((file) => /^(models|examples)/.test(file))).toEqual([]);
  });
});

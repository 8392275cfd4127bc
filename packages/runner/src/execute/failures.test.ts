import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { EXPERIMENT, files, folder, messageOf, PLUGIN, read, run, table } from '../testing/experiments.js';

const { calls } = (await import(PLUGIN)) as { calls: Record<'open' | 'build' | 'dispose', number> };
beforeEach(() => void Object.assign(calls, { open: 0, build: 0, dispose: 0 }));

/** Column of the code, from the end: reasons have commas in them. */
const CODE = -3;

describe('failures', () => {
  const broken = (fault: string): string =>
    EXPERIMENT.replace('small: { use: affine }', `bad: { use: affine, fault: ${fault} }\n  good: { use: affine }`);

  it.each([
    ['all-nan', 'evaluation', /model 'bad' returned NaN for class 0 on the clean input cloud-0/],
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
    ['one-class', /dataset\/classes: .*expected at least two/],
    ['throw', /the file is gone/],
  ])('names data whose fault is %s', async (fault, expected) => {
    const { failed } = await run(folder(), EXPERIMENT.replace('dimension: 2', `dimension: 2, fault: ${fault}`));
    expect(`${failed[0]!.error.code}: ${failed[0]!.error.message}`).toMatch(expected);
  });

  it.each([
    ['nan', 'model/nan', /returned NaN for class 1 on the clean input cloud-0|the model returned logits \[/],
    ['picky', 'model/threw', /threw(?: for the clean input cloud-0)?: not this one/],
  ])('measures all but the example for which the fault of a model is %s', async (fault, code, reason) => {
    const out = folder();
    const warnings: string[] = [];
    const text = `${EXPERIMENT.replace('affine }', `affine, fault: ${fault} }`)}  - { use: distances }\n`;
    const outcome = await run(out, text, {
      onEvent: (event) => void (event.kind === 'warning' && warnings.push(event.message)),
    });
    expect(outcome).toMatchObject({ status: 'done', failed: [] });
    expect(outcome.problems).toEqual([
      expect.stringMatching(/^model 'small', seed 3: 1 of 6 examples are not measured, cloud-0 first: /),
    ]);
    expect(warnings[0]).toMatch(/cloud-0.*; the example is not measured$/);
    expect(JSON.parse(read(out, 'manifest.json'))).toMatchObject({
      trials: [{ cleanAccuracy: 1, unanswered: [{ id: 'cloud-0', code, reason: expect.stringMatching(reason) }] }],
    });
    const whole = folder();
    await run(whole, `${EXPERIMENT}  - { use: distances }\n`);
    const [head, ...rows] = table(out, 'attacks');
    const of = (column: string): number => head!.indexOf(column);
    const broken = rows.filter((row) => row[of('id')] === 'cloud-0');
    expect(broken.map((row) => [row[of('outcome')], row[of('class')], row[of('margin')]])).toEqual(
      Array.from({ length: 3 }, () => ['failed', '-1', '']),
    );
    expect(rows.filter((row) => row.at(CODE) === code)).toEqual(broken);
    const others = (all: string[][]): string[][] =>
      all.filter((row) => row[of('id')] !== 'cloud-0').map((row) => row.slice(1));
    expect(others(rows)).toEqual(others(table(whole, 'attacks').slice(1)));
    expect(
      table(out, 'robust-accuracy')
        .slice(1)
        .map((row) => row.slice(1, 7).join()),
    ).toEqual(
      table(whole, 'robust-accuracy')
        .slice(1)
        .map((row) => row.slice(1, 7).join().replace(',6,', ',5,')),
    );
    expect(
      table(out, 'distances')
        .slice(1)
        .map((row) => row[4]),
    ).toEqual(['12', '6']);
  });

  it.each([
    ['nan', 'cloud-0', 'dataset/finite'],
    ['label', 'cloud-1', 'dataset/label'],
    ['unreadable', 'cloud-2', 'dataset/unreadable'],
  ])('measures all but the example with which data are %s', async (fault, id, code) => {
    const out = folder();
    const warnings: string[] = [];
    const text = EXPERIMENT.replace('dimension: 2', `dimension: 2, fault: ${fault}`);
    const outcome = await run(out, text, {
      onEvent: (event) => void (event.kind === 'warning' && warnings.push(event.message)),
    });
    expect(outcome).toMatchObject({ status: 'done', failed: [], problems: [] });
    expect(warnings).toEqual([expect.stringMatching(`^\\[dataset/two-clouds\\] example ${id} is skipped, 1 so far: `)]);
    const [head, ...rows] = table(out, 'attacks');
    const broken = rows.filter((row) => row[head!.indexOf('outcome')] === 'failed');
    expect(broken.map((row) => [row[head!.indexOf('id')], row.at(CODE)])).toEqual(
      Array.from({ length: 3 }, () => [id, code]),
    );
    expect(rows).toHaveLength(18);
    expect(
      table(out, 'robust-accuracy')
        .slice(1)
        .map((row) => row[4]),
    ).toEqual(['5', '5', '5', '5', '5', '5']);
    expect(await run(out, text)).toMatchObject({ reused: 1 });
  });

  it('fails a trial whose rows are not what the analysis declares, and notes a summary that throws', async () => {
    const row = await run(folder(), EXPERIMENT.replace('norms }', 'norms, fault: row }'));
    expect(row.failed[0]).toMatchObject({ phase: 'analyses', error: { code: 'analysis/row' } });
    const out = folder();
    expect(await run(out, EXPERIMENT.replace('norms }', 'norms, fault: summary }'))).toMatchObject({ status: 'done' });
    expect(read(out, 'report.html')).toContain('nothing to say');
  });

  it('passes on what attacks warn of', async () => {
    const out = folder();
    const warnings: string[] = [];
    const { problems } = await run(out, EXPERIMENT.replace('budgets: [0.5, 4]', 'budgets: [0.5, 4], fault: warn'), {
      onEvent: (event) => void (event.kind === 'warning' && warnings.push(event.message)),
    });
    const expected = "attack 'jump' on model 'small': the ground is soft (12 records)";
    expect([warnings, problems]).toEqual([[expected], []]);
    expect(read(out, 'report.html')).toContain('the ground is soft (12 records)');
    const [head, ...rows] = table(out, 'attacks');
    const broken = rows.filter((row) => row[head!.indexOf('budget')] === '4');
    expect(broken.map((row) => row[head!.indexOf('by')])).toEqual(Array.from({ length: 6 }, () => 'jumper'));
    expect(broken[0]!.join()).toContain('the ground is soft');
  });

  it('refuses a folder that cannot be written to, before any work', async () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    expect(await messageOf(run(join(file, 'out')))).toMatch(
      /^runner\/output: .*cannot be written to.*choose another with --out/,
    );
    expect(calls).toMatchObject({ open: 0, build: 0, dispose: 0 });
  });

  it('gives up at once where folders cannot be made', async () => {
    expect(await messageOf(run('/proc/fragility'))).toMatch(/^runner\/output: .*cannot be written to/);
  });

  it.each([
    [
      'a diary',
      { 'diary.txt': 'mine' },
      /holds something else \(diary\.txt\), expected an empty folder or earlier results/,
    ],
    ['a report', { 'report.html': 'mine' }, /holds something else \(report\.html\)/],
    ['a manifest of something else', { 'manifest.json': '{ "name": "clouds" }' }, /holds something else/],
    [
      'another experiment',
      { 'fragility.json': '{ "experiment": "other" }', 'manifest.json': '{ broken' },
      /holds the experiment 'other', expected 'clouds'/,
    ],
  ])('refuses a folder that holds %s, and leaves it alone', async (_, contents, expected) => {
    const out = folder();
    for (const [name, text] of Object.entries(contents)) writeFileSync(join(out, name), text);
    expect(await messageOf(run(out))).toMatch(expected);
    expect(files(out)).toEqual(Object.keys(contents));
    expect(read(out, Object.keys(contents)[0]!)).toBe(Object.values(contents)[0]);
  });

  it('refuses a folder without a name', async () => {
    expect(await messageOf(run(''))).toMatch(/^runner\/output: .*has no name/);
  });

  it('takes a folder that an earlier run was killed in before it had written its first file', async () => {
    const out = folder();
    writeFileSync(join(out, 'fragility.json.0f0e0d0c-1111-4222-8333-444444444444.tmp'), '{"frag');
    expect(await run(out)).toMatchObject({ status: 'done' });
    expect(files(out).filter((path) => path.endsWith('.tmp'))).toEqual([]);
  });

  it('takes a folder that an earlier run was killed in', async () => {
    const out = folder();
    await run(out);
    rmSync(join(out, 'manifest.json'));
    expect(await run(out)).toMatchObject({ status: 'done', reused: 1 });
  });

  it.each([
    [
      'dataset: { use: two-clouds, dimension: 2, fault: throw }',
      'dataset',
      "dataset 'two-clouds' threw: the file is gone",
    ],
    ['models: { small: { use: affine, fault: throw } }', 'model', "model 'small' threw: training diverged"],
    [
      'models: { small: { use: affine, fault: narrow } }',
      'evaluation',
      "model 'small' returned logits of shape [6, 1] with 6 values",
    ],
    [
      'models: { small: { use: affine, fault: array } }',
      'evaluation',
      "model 'small' returned logits in an object of type Array",
    ],
    ['attacks: { jump: { use: jump, budgets: [1], fault: throw } }', 'attacks', 'the attack threw: out of luck'],
    ['analyses: [{ use: norms, fault: throw }]', 'analyses', "analysis 'norms' threw: nothing to measure"],
  ])('names what threw: %s', async (change, phase, expected) => {
    const key = change.split(':')[0]!;
    const text = `${EXPERIMENT.replace(new RegExp(`^${key}:(?:.*\\n)(?: .*\\n)*`, 'm'), '')}${change}\n`;
    const { failed } = await run(folder(), text);
    expect(failed).toMatchObject([{ phase, error: { message: expect.stringContaining(expected) } }]);
    expect(failed[0]!.error.message).toMatch(/^\[[a-z/-]+\] .*; correct /);
  });

  it('does not let attacks that met NaN pass for robustness', async () => {
    const { problems } = await run(folder(), EXPERIMENT.replace('budgets: [0.5, 4]', 'budgets: [4], fault: nan'));
    expect(problems).toEqual([
      "[attack/host] the attack asked about a point with NaN, expected finite numbers; correct the attack (attack 'jump' on model 'small', 6 records, counted as not fooled)",
    ]);
  });

  it('leaves out a figure that cannot be drawn, and says so', async () => {
    const out = folder();
    const { problems } = await run(out, EXPERIMENT.replace('norms }', 'norms, fault: figure }'), { figures: true });
    expect(problems).toEqual([expect.stringContaining("figure 'odd' cannot be drawn")]);
    expect(JSON.parse(read(out, 'manifest.json'))).toMatchObject({ status: 'done' });
    expect(read(out, 'report.html')).toContain('cannot be drawn');
  });

  it('refuses an empty split', async () => {
    const { failed } = await run(folder(), `${EXPERIMENT}evaluate: { split: test }\n`);
    expect(failed[0]!.error).toMatchObject({ code: 'dataset/empty' });
  });
});

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from '@jest/globals';
import { EXPERIMENT, folder, messageOf, run, runFile, table, written } from '../../testing/experiments.js';

const THEIRS = '  theirs: { use: stored, norm: l2, points: points.npy, ids: points.csv }\n';
const withTheirs = (text = THEIRS): string => EXPERIMENT.replace('analyses:', `${text}analyses:`);
const column = (out: string, attack: string, name: string): string[] => {
  const [head, ...rows] = table(out, 'attacks');
  const [by, at] = [head!.indexOf('attack'), head!.indexOf(name)];
  return rows.filter((row) => row[by] === attack).map((row) => row[at]!);
};

/** A config beside the points that another run has saved. */
async function besidePoints(text: string): Promise<string> {
  const first = folder();
  await run(first, `${EXPERIMENT}save: { examples: true }\n`);
  const saved = join(first, 'examples', readdirSync(join(first, 'examples'))[0]!);
  const file = written(text);
  for (const kind of ['npy', 'csv'])
    writeFileSync(join(dirname(file), `points.${kind}`), readFileSync(join(saved, `slide.${kind}`)));
  return file;
}

it('points that were saved are verified, and enter the tables and the worst case', async () => {
  const file = await besidePoints(withTheirs());
  const out = folder();
  expect(await runFile(file, out)).toMatchObject({ status: 'done', problems: [] });
  expect(column(out, 'theirs', 'distance')).toEqual(column(out, 'slide', 'distance'));
  expect(new Set(column(out, 'theirs', 'outcome'))).toEqual(new Set(['fooled']));
  expect(await runFile(file, out, { jobs: 2 })).toMatchObject({ reused: 1 });
});

it('the k-th point is of the k-th example, also where some are known or another thread has them', async () => {
  const whole = withTheirs(THEIRS.replace(', ids: points.csv', ''));
  const file = await besidePoints(whole.replace('seed: 3', 'seed: 3\nevaluate: { limit: 2 }'));
  const [out, other] = [folder(), folder()];
  await runFile(file, out);
  writeFileSync(file, whole);
  await runFile(file, out);
  await runFile(file, other, { jobs: 2 });
  for (const done of [out, other])
    expect(column(done, 'theirs', 'distance')).toEqual(column(done, 'slide', 'distance'));
});

it('claims that are false are counted among the warnings, and succeed at nothing', async () => {
  const file = await besidePoints(withTheirs());
  const path = join(dirname(file), 'points.npy');
  const bytes = readFileSync(path);
  const start = 10 + bytes.readUInt16LE(8);
  for (let at = start; at < bytes.length; at += 8) bytes.writeDoubleLE(1e-3 * (1 + at), at);
  writeFileSync(path, bytes);
  const warnings: string[] = [];
  const out = folder();
  await runFile(file, out, { onEvent: (event) => void (event.kind === 'warning' && warnings.push(event.message)) });
  const failed = column(out, 'theirs', 'outcome').filter((outcome) => outcome === 'robust').length;
  expect(failed).toBeGreaterThan(0);
  expect(warnings).toContain(
    `attack 'theirs' on model 'small': a point given is not misclassified (${failed} records)`,
  );
});

it('a file that is missing, or of another length, is refused at its line before any work', async () => {
  const file = written(withTheirs());
  expect(await messageOf(runFile(file, folder()))).toMatch(
    /^config\/invalid: .*experiment\.yaml:\d+:\d+ attack 'theirs': \[attack\/stored\] .*points\.npy cannot be read \(ENOENT\); correct the path/,
  );
});

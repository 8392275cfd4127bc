import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../execute/events.js';
import type { ResultStore } from '../ports/result-store.js';
import { runPlan } from '../run-plan.js';
import { memoryStore } from '../store/memory.js';
import { EXPERIMENT, files, folder, plan, read, run } from '../testing/experiments.js';

/** Files of results that are written by every run that writes any. */
const MADE = [
  'config.resolved.yaml',
  'manifest.json',
  'metrics.json',
  'report.html',
  'report.json',
  'tables/attacks.csv',
];
const LONG_AGO = new Date('2020-01-02T03:04:05Z');

/** Makes all results old, so that what is written next is told from the rest. */
const age = (out: string): void =>
  files(out)
    .filter((path) => !path.startsWith('store') && statSync(join(out, path)).isFile())
    .forEach((path) => utimesSync(join(out, path), LONG_AGO, LONG_AGO));

/** Which of some files were written since {@link age}. */
const anew = (out: string, paths: readonly string[] = MADE): string[] =>
  paths.filter((path) => statSync(join(out, path)).mtimeMs > LONG_AGO.getTime());

/** Changes a byte in the middle of a file. */
function damage(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(file, bytes);
}

describe('results that are what would be written', () => {
  it('are left as they are, and told of as before', async () => {
    const out = folder();
    const first = await run(out);
    age(out);
    const second = await run(out);
    expect(anew(out)).toEqual([]);
    expect(second).toEqual({ ...first, reused: 1 });
    expect(second.headlines).not.toHaveLength(0);
  });

  it('are written anew where the config, what is drawn, or what is there says so', async () => {
    const out = folder();
    await run(out);
    age(out);
    await run(out, EXPERIMENT.replace('name: clouds', 'name: clouds\ndescription: two of them'));
    expect(anew(out)).toEqual(MADE);
    expect(read(out, 'report.html')).toContain('two of them');
    age(out);
    await run(out, EXPERIMENT, { figures: true });
    expect(anew(out)).toEqual(MADE);
    await run(out);
    age(out);
    await run(out, EXPERIMENT, { fresh: true });
    expect(anew(out)).toEqual(MADE);
    age(out);
    await run(out);
    expect(anew(out)).toEqual([]);
  });

  it('are made whole where files are damaged or missing', async () => {
    const out = folder();
    const warnings: string[] = [];
    const again = (): Promise<unknown> =>
      run(out, EXPERIMENT, {
        figures: true,
        onEvent: (event) => event.kind === 'warning' && warnings.push(event.message),
      });
    await again();
    const lost = ['figures/distances-l2.svg', 'figures/worst-case-l2.png', 'tables/robust-accuracy.csv', ...MADE];
    const drawn = lost.slice(0, 3);
    const named = lost.filter((path) => path !== 'manifest.json');
    const before = new Map(lost.map((path) => [path, readFileSync(join(out, path))]));
    const areWhole = (): void =>
      drawn.forEach((path) => expect(readFileSync(join(out, path))).toEqual(before.get(path)));

    named.forEach((path) => damage(join(out, path)));
    await again();
    areWhole();
    expect(warnings.sort()).toEqual(
      named.map((path) => `${out}/${path} is not as it was written: it is written anew`).sort(),
    );
    lost.forEach((path) => rmSync(join(out, path)));
    await again();
    areWhole();
    age(out);
    await again();
    expect(anew(out)).toEqual([]);
    expect(warnings).toHaveLength(named.length);
  }, 60_000);

  it('are written anew where the manifest cannot be believed', async () => {
    const out = folder();
    await run(out);
    const text = read(out, 'manifest.json');
    for (const wrong of [text.replace('"seed": 3', '"seed": 4'), text.slice(0, -9), '', '[]', '{"results":{}}']) {
      writeFileSync(join(out, 'manifest.json'), wrong);
      age(out);
      await run(out);
      expect(anew(out)).toEqual(MADE);
    }
  });

  it('are not believed where a run was killed while it wrote them anew', async () => {
    const store = memoryStore();
    await runPlan(await plan(), { bind: { store }, figures: false });
    const full: ResultStore = {
      ...store,
      write: async (path, content) => {
        if (path === 'report.json') throw new Error('killed');
        return store.write(path, content);
      },
    };
    const other = await plan(EXPERIMENT.replace('budgets: [0.5, 4]', 'budgets: [0.5]'));
    await expect(runPlan(other, { bind: { store: full }, figures: false })).rejects.toThrow('killed');
    const warnings: string[] = [];
    const onEvent = (event: RunEvent): unknown => event.kind === 'warning' && warnings.push(event.message);
    await runPlan(await plan(), { bind: { store }, figures: false, onEvent });
    expect(warnings).toEqual([]);
    expect(store.text('tables/attacks.csv')).toContain(',4,');
  });

  it('are never looked for, nor removed, outside of the results', async () => {
    const out = folder();
    await run(out);
    const foreign = join(folder(), 'mine.csv');
    writeFileSync(foreign, 'mine');
    const manifest = JSON.parse(read(out, 'manifest.json')) as { results: { files: Record<string, string> } };
    manifest.results.files[`../${foreign.split('/').slice(-2).join('/')}`] = 'other';
    writeFileSync(join(out, 'manifest.json'), JSON.stringify(manifest));
    await run(out);
    expect(readFileSync(foreign, 'utf8')).toBe('mine');
  });
});

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../execute/events.js';
import { EXPERIMENT, folder, PLUGIN, read, run, runFile, table } from '../testing/experiments.js';

const { calls, slid } = (await import(PLUGIN)) as { calls: Record<'build' | 'load', number>; slid: string[] };
beforeEach(() => {
  Object.assign(calls, { build: 0, load: 0 });
  slid.length = 0;
});

const KEPT = EXPERIMENT.replace('use: affine', 'use: kept');
const limited = (limit: number): string => `${KEPT}evaluate: { limit: ${limit} }\n`;

/** Builds, loads and slid examples of some work. */
async function costs(work: () => Promise<unknown>): Promise<[number, number, number]> {
  const before = [calls.build, calls.load, slid.length] as const;
  await work();
  return [calls.build - before[0], calls.load - before[1], slid.length - before[2]];
}

/** The tables that a run writes into a new folder, or into one that has parts. */
const tables = (out: string): string[] =>
  ['attacks', 'norms', 'robustness'].map((name) => read(out, `tables/${name}.csv`));
const fresh = async (text: string): Promise<string[]> => {
  const out = folder();
  await run(out, text);
  return tables(out);
};

describe('parts', () => {
  it('of more examples are those that are missing, the rest is taken over', async () => {
    const out = folder();
    expect(await costs(() => run(out, limited(4)))).toEqual([1, 0, 4]);
    expect(await costs(() => run(out, limited(6)))).toEqual([0, 1, 2]);
    expect(tables(out)).toEqual(await fresh(limited(6)));
    expect(await costs(() => run(out, limited(3)))).toEqual([0, 0, 0]);
    expect(tables(out)).toEqual(await fresh(limited(3)));
  });

  it('of a new attack are its own', async () => {
    const out = folder();
    const slower = KEPT.replace(
      '  slide: { use: slide }',
      '  slide: { use: slide }\n  again: { use: slide, pause: 1 }',
    );
    await run(out, KEPT);
    expect(await costs(() => run(out, slower))).toEqual([0, 1, 6]);
    expect(await costs(() => run(out, KEPT))).toEqual([0, 0, 0]);
  });

  it('of a new analysis train and attack nothing', async () => {
    const out = folder();
    await run(out, KEPT);
    expect(await costs(() => run(out, `${KEPT}  - { use: norms, power: 3 }\n`))).toEqual([0, 0, 0]);
    expect(table(out, 'norms-2')).toHaveLength(7);
  });

  it('do not depend on names', async () => {
    const out = folder();
    await run(out, KEPT);
    const renamed = KEPT.replace('small:', 'tiny:').replace('slide: {', 'glide: {');
    expect(await costs(() => run(out, renamed))).toEqual([0, 0, 0]);
    expect(
      new Set(
        table(out, 'attacks')
          .slice(1)
          .map((row) => `${row[1]} ${row[3]}`),
      ),
    ).toEqual(new Set(['tiny jump', 'tiny glide']));
  });

  it('are shared by experiments with one store', async () => {
    const store = join(folder(), 'parts');
    await run(folder(), KEPT, { store });
    const out = folder();
    expect(await costs(() => run(out, KEPT.replace('name: clouds', 'name: other'), { store }))).toEqual([0, 0, 0]);
    expect(existsSync(join(out, 'store'))).toBe(false);
    expect(tables(out)).toEqual(await fresh(KEPT));
  });

  it('of a model without weights are found again by building it, and agree', async () => {
    const out = folder();
    await run(out, EXPERIMENT);
    const more = EXPERIMENT.replace(
      '  slide: { use: slide }',
      '  slide: { use: slide }\n  again: { use: slide, pause: 1 }',
    );
    expect(await costs(() => run(out, more))).toEqual([1, 0, 6]);
  });
});

describe('a model that comes out otherwise when it is built again', () => {
  const moody = EXPERIMENT.replace('use: affine', 'use: affine, fault: moody');

  it.each([
    ['more examples', (text: string) => `${text}evaluate: { limit: 4 }\n`, (text: string) => text],
    [
      'another attack',
      (text: string) => text,
      (text: string) =>
        text.replace('  slide: { use: slide }', '  slide: { use: slide }\n  again: { use: slide, pause: 1 }'),
    ],
  ])('has everything found anew where it is asked about %s', async (_, before, after) => {
    const out = folder();
    await run(out, before(moody));
    const warnings: string[] = [];
    const onEvent = (event: RunEvent): void => void (event.kind === 'warning' && warnings.push(event.message));
    await run(out, after(moody), { onEvent });
    expect(warnings).toEqual([expect.stringContaining("model 'small' was built anew and came out otherwise")]);
    const second = folder();
    calls.build = 1;
    await run(second, after(moody));
    expect(tables(out)).toEqual(tables(second));
  });
});

describe('what parts depend on', () => {
  const PART = `import { offset } from './helper.mjs';
import { readFileSync } from 'node:fs';
export const opened = [];
const params = { '~standard': { version: 1, vendor: 'own', validate: (value) => ({ value }) } };
export default { api: 1, provides: [{ kind: 'dataset', name: 'listed', summary: 'Numbers of a file', params,
  open: async ({ path }, { folder }) => {
    const values = readFileSync(folder + '/' + path, 'utf8').trim().split(/\\s+/).map((text) => Number(text) + offset);
    return { shape: [1], classes: ['left', 'right'], bounds: null, size: { train: values.length, test: 0 },
      load: async (_, indices) => ({
        inputs: { data: Float64Array.from(indices, (i) => values[i]), shape: [indices.length, 1] },
        labels: Int32Array.from(indices, (i) => (values[i] > 0 ? 1 : 0)), ids: Array.from(indices, (i) => 'n' + i) }) };
  } }] };`;
  const TEXT = KEPT.replace("plugins: ['", "plugins: ['./part.mjs', '").replace(
    'use: two-clouds, dimension: 2',
    'use: listed, path: numbers.txt',
  );

  it('is the content of the files that parameters name', async () => {
    const [home, out] = [folder(), folder()];
    const at = (name: string, text: string): void => writeFileSync(join(home, name), text);
    at('part.mjs', PART);
    at('helper.mjs', 'export const offset = 0;\n');
    at('numbers.txt', '-2 -1 1 2\n');
    at('experiment.yaml', TEXT);
    const again = (): Promise<[number, number, number]> => costs(() => runFile(join(home, 'experiment.yaml'), out));
    expect(await again()).toEqual([1, 0, 4]);
    expect(await again()).toEqual([0, 0, 0]);
    at('numbers.txt', '-2 -1 1 3\n');
    expect(await again()).toEqual([1, 0, 4]);
    at('numbers.txt', '-2 -1 1 2\n');
    expect(await again()).toEqual([0, 0, 0]);
    at('helper.mjs', 'export const offset = 0; // changed\n');
    expect(await again()).toEqual([1, 0, 4]);
  });
});

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EXPERIMENT, files, folder, messageOf, read, run, table } from '../testing/experiments.js';
import { clean, inspect, statusOf, wasteOf } from './index.js';

const WITHOUT_JUMP = EXPERIMENT.replace(/ {2}jump:.*\n/, '');
const paths = (out: string, waste: readonly { path: string }[]): string[] =>
  waste.map(({ path }) => path.slice(out.length + 1)).sort();
const wasteIn = async (out: string): Promise<string[]> => paths(out, await wasteOf(await inspect(out)));

describe('the inventory of a results folder', () => {
  it('says what every part is of, and how far the experiment is', async () => {
    const out = folder();
    await run(out, EXPERIMENT);
    const inventory = await inspect(out);
    expect(inventory).toMatchObject({ experiment: 'clouds', status: 'done', holder: undefined, left: [], unused: [] });
    const named = inventory.kept.map(({ kind, key }) => [kind, inventory.uses.get(`${kind} ${key}`)?.name]);
    expect(named).toEqual([
      ['model', 'small'],
      ['evaluation', 'small'],
      ...inventory.kept
        .filter(({ kind }) => kind === 'attack')
        .map(({ key }) => ['attack', inventory.uses.get(`attack ${key}`)!.name]),
      ...inventory.kept
        .filter(({ kind }) => kind === 'analysis')
        .map(({ key }) => ['analysis', inventory.uses.get(`analysis ${key}`)!.name]),
      ['trial', 'small'],
    ]);
    expect(named.map(([, name]) => name).sort()).toEqual(
      ['jump', 'norms', 'robustness', 'slide', 'small', 'small', 'small'].sort(),
    );
    expect(await statusOf(inventory)).toEqual([
      {
        ...{ experiment: 'clouds', folder: out, trials: 1, finished: 1 },
        attacks: [
          { name: 'jump', examples: 6, of: 6 },
          { name: 'slide', examples: 6, of: 6 },
        ],
      },
    ]);
  });

  it('knows what the last run did not need, and removes that and nothing else', async () => {
    const [out, fresh] = [folder(), folder()];
    await run(out, `${EXPERIMENT}save: { examples: true }\n`);
    await run(out, WITHOUT_JUMP);
    await run(fresh, WITHOUT_JUMP);
    writeFileSync(join(out, 'tables/mine.csv'), 'mine');
    writeFileSync(join(out, 'store/notes.txt'), 'mine');
    mkdirSync(join(out, 'store/attacks/mine'));
    writeFileSync(join(out, 'store/attacks/mine/notes.jsonl'), 'mine');
    const waste = await wasteIn(out);
    expect(waste.filter((path) => path.startsWith('examples/'))).toHaveLength(4);
    expect(waste.filter((path) => path.startsWith('store/attacks/'))).toHaveLength(1);
    expect(paths(out, await clean(out))).toEqual(waste);
    expect(await wasteIn(out)).toEqual([]);
    const left = files(out).filter((path) => !path.includes('mine') && !path.includes('notes') && /\.\w+$/.test(path));
    const expected = files(fresh).filter((path) => /\.\w+$/.test(path));
    expect(left.map((path) => path.replace(/\w{8}\.jsonl$/, 'W.jsonl'))).toEqual(
      expected.map((path) => path.replace(/\w{8}\.jsonl$/, 'W.jsonl')),
    );
    for (const path of ['tables/mine.csv', 'store/notes.txt', 'store/attacks/mine/notes.jsonl'])
      expect(read(out, path)).toBe('mine');
    const again = await run(out, WITHOUT_JUMP);
    expect(again).toMatchObject({ reused: 1, done: 1 });
    expect(table(out, 'attacks')).toEqual(table(fresh, 'attacks'));
  });

  it('trusts no path of a manifest that leads elsewhere', async () => {
    const [out, other] = [folder(), folder()];
    await run(out, EXPERIMENT);
    writeFileSync(join(other, 'a.csv'), 'mine');
    const manifest = JSON.parse(read(out, 'manifest.json')) as object;
    const left = [
      `tables/../../${other.split('/').at(-1)}/a.csv`,
      join(other, 'a.csv'),
      'manifest.json',
      'store/plans',
      7,
    ];
    writeFileSync(join(out, 'manifest.json'), JSON.stringify({ ...manifest, left }));
    expect(await wasteIn(out)).toEqual([]);
    await clean(out);
    expect(readFileSync(join(other, 'a.csv'), 'utf8')).toBe('mine');
  });

  it('calls nothing unused where it does not know what was to be done', async () => {
    const out = folder();
    await run(out, EXPERIMENT);
    rmSync(join(out, 'store/plans'), { recursive: true });
    expect((await inspect(out)).unused).toEqual([]);
  });

  it('is refused for any other folder, and cleaning while a run uses it', async () => {
    const out = folder();
    expect(await messageOf(inspect(out))).toMatch(/^runner\/folder: .*has no fragility.json/);
    expect(await messageOf(inspect(join(out, 'none')))).toMatch(/^runner\/folder: .*there is no folder/);
    await run(out, EXPERIMENT);
    const lock = { host: (await import('node:os')).hostname(), pid: process.ppid, started: '2026-01-02T03:04:05.000Z' };
    writeFileSync(join(out, '.lock'), JSON.stringify(lock));
    expect((await inspect(out)).holder).toBe(`process ${process.ppid} on ${lock.host} since ${lock.started}`);
    expect(await messageOf(clean(out))).toMatch(/^runner\/busy/);
  });
});

describe('the inventory of a store', () => {
  it('keeps what any experiment needs whose results are there', async () => {
    const [store, one, two] = [folder(), folder(), folder()];
    await run(one, EXPERIMENT, { store });
    await run(two, WITHOUT_JUMP.replace('clouds', 'others'), { store });
    const inventory = await inspect(store);
    expect(inventory).toMatchObject({ experiment: undefined, unused: [], gone: [] });
    const shared = inventory.kept.find(({ kind }) => kind === 'model')!;
    expect([...inventory.uses.get(`model ${shared.key}`)!.experiments].sort()).toEqual(['clouds', 'others']);
    expect((await inspect(two)).kept.map(({ kind }) => kind)).toContain('attack');
    expect(await wasteIn(two)).toEqual([]);

    rmSync(one, { recursive: true });
    const after = await inspect(store);
    expect(after.gone.map(({ experiment }) => experiment)).toEqual(['clouds']);
    await clean(store);
    expect((await inspect(store)).gone).toEqual([]);
    expect(await run(two, WITHOUT_JUMP.replace('clouds', 'others'), { store })).toMatchObject({ reused: 1 });
  });

  it('calls nothing unused where a plan cannot be read', async () => {
    const [store, one] = [folder(), folder()];
    await run(one, EXPERIMENT, { store });
    writeFileSync(join(store, 'plans/other.jsonl'), '{ torn');
    rmSync(one, { recursive: true });
    expect(await inspect(store)).toMatchObject({ unused: [], broken: ['plans/other.jsonl'] });
  });
});

import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { AttackRecord } from '@fragility/attack';
import { folder } from '../testing/experiments.js';
import { folderStore } from './folder.js';
import { openPartial, removePartial, type Attacked, type PartialRecords } from './partial.js';

const RUNTIME = { name: 'native', package: 'abacus', version: '1', provider: 'cpu', precision: 'float32' } as const;
const OF: Attacked = { trial: 'cafe', runtime: RUNTIME, examples: 3, accuracy: 1, margin: 0.3 };
const record = (id: string, changes: Partial<AttackRecord> = {}): AttackRecord => ({
  ...{ id, attack: 'pgd', norm: 'l2', budget: null, label: 0, outcome: 'fooled', success: true, skipped: false },
  ...{ distance: 0.1 + 0.2, class: 1, margin: -1e-17, forwards: 3, backwards: 2, exact: true, warnings: ['odd'] },
  ...changes,
});
const results = (): string => {
  const out = folder();
  mkdirSync(join(out, 'trials'));
  return out;
};
const fileIn = (out: string): string => join(out, 'trials/cafe.partial.jsonl');
const warnings: string[] = [];
const open = (out: string, of = OF): Promise<PartialRecords> =>
  openPartial(folderStore(out), of, (message) => warnings.push(message));

/** A folder in which an earlier run has finished `a` and `b`. */
async function earlier(): Promise<string> {
  const out = results();
  const partial = await open(out);
  partial.keep('mine', [record('a')]);
  partial.keep('mine', [record('b', { success: false, distance: Infinity, margin: 2 })]);
  partial.close();
  return out;
}
const known = async (out: string, of = OF): Promise<string[]> => [...(await open(out, of)).known('mine').keys()];

describe('partial records', () => {
  it('are read back as they were, by attack', async () => {
    const partial = await open(await earlier());
    expect([...partial.known('mine')]).toEqual([
      ['a', [record('a')]],
      ['b', [record('b', { success: false, distance: Infinity, margin: 2 })]],
    ]);
    expect(partial.known('other').size).toBe(0);
  });

  it('may have infinite margins, fooled or not', async () => {
    const out = results();
    const partial = await open(out);
    const extreme = [record('a', { margin: -Infinity }), record('a', { success: false, margin: Infinity })];
    partial.keep('mine', extreme);
    partial.close();
    expect((await open(out)).known('mine').get('a')).toEqual(extreme);
  });

  it('are added to', async () => {
    const out = await earlier();
    const partial = await open(out);
    partial.keep('mine', [record('c')]);
    partial.close();
    expect(await known(out)).toEqual(['a', 'b', 'c']);
  });

  it('are written while the attack goes on', async () => {
    const out = results();
    (await open(out)).keep('mine', [record('a')]);
    expect(existsSync(fileIn(out))).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await known(out)).toEqual(['a']);
  });

  it('leave no file where there are none', async () => {
    const out = results();
    const partial = await open(out);
    partial.keep('mine', [record('a', { code: 'attack/aborted' })]);
    partial.close();
    expect(existsSync(fileIn(out))).toBe(false);
  });

  it('survive a kill at any byte', async () => {
    const whole = readFileSync(fileIn(await earlier()), 'utf8');
    const ends = [...whole.matchAll(/\n/g)].map(({ index }) => index);
    for (let length = 0; length <= whole.length; length += length < 200 ? 1 : 7) {
      const out = results();
      writeFileSync(fileIn(out), whole.slice(0, length));
      const partial = await open(out);
      expect(partial.known('mine').size).toBe(Math.max(0, ends.filter((end) => end < length).length - 1));
      partial.keep('mine', [record('c')]);
      partial.close();
      expect((await known(out)).at(-1)).toBe('c');
    }
  });

  it('leave out lines that are none', async () => {
    const out = await earlier();
    appendFileSync(fileIn(out), '\0\0\0\n{}\nnull\n{"attack":"mine","records":[]}\n{"attack":"mine","records":[7]}\n');
    expect(await known(out)).toEqual(['a', 'b']);
    expect(readFileSync(fileIn(out), 'utf8').trimEnd().split('\n')).toHaveLength(3);
  });

  it.each<[string, Partial<Attacked>]>([
    ['another trial', { trial: 'c0de' }],
    ['another engine', { runtime: { ...RUNTIME, version: '2' } }],
    ['other data', { examples: 4 }],
    ['a model that answers otherwise', { margin: 0.30001 }],
    ['a model that is right elsewhere', { accuracy: 0.5 }],
  ])('of %s are not taken over', async (_, change) => {
    const out = await earlier();
    const text = readFileSync(fileIn(out), 'utf8');
    const of = { ...OF, ...change };
    writeFileSync(join(out, `trials/${of.trial}.partial.jsonl`), text);
    expect(await known(out, of)).toEqual([]);
    expect(existsSync(join(out, `trials/${of.trial}.partial.jsonl`))).toBe(false);
  });

  it('do not mind the last digits of the mean margin, which threads change', async () => {
    expect(await known(await earlier(), { ...OF, margin: OF.margin * (1 + 1e-9) })).toEqual(['a', 'b']);
  });

  it('that cannot be kept are warned of once, and the attack goes on', async () => {
    const partial = await open(join(folder(), 'missing'));
    for (const id of ['a', 'b']) {
      partial.keep('mine', [record(id)]);
      partial.close();
    }
    expect(warnings).toEqual([expect.stringMatching(/^records of unfinished attacks are not kept: ENOENT/)]);
  });

  it('go away', async () => {
    const out = await earlier();
    await removePartial(folderStore(out), 'cafe');
    await removePartial(folderStore(out), 'cafe');
    expect(await known(out)).toEqual([]);
  });
});

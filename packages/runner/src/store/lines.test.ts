import { describe, expect, it } from '@jest/globals';
import { knownLines, openLines } from './lines.js';
import { memoryStore, type MemoryStore } from './memory.js';
import { sealed, unsealed } from './sealed/sealed.js';

const isNumber = (value: unknown): value is number => typeof value === 'number';
const silent = (): void => undefined;
const at = { folder: 'attacks/k', writer: 'me' };
const FILE = 'attacks/k/me.jsonl';

async function filled(entries: Readonly<Record<string, number>>): Promise<MemoryStore> {
  const store = memoryStore();
  const lines = await openLines(store, at, isNumber, silent);
  for (const [id, found] of Object.entries(entries)) lines.keep(id, found);
  lines.close();
  return store;
}

describe('sealed lines', () => {
  it('are what was sealed, or nothing', () => {
    const line = sealed({ a: [1, 'é\u2028'] }).slice(0, -1);
    expect(unsealed(line)).toEqual({ value: { a: [1, 'é\u2028'] } });
    for (let k = 0; k < line.length; k++) expect(unsealed(`${line.slice(0, k)}~${line.slice(k + 1)}`)).toBeUndefined();
    expect(unsealed('')).toBeUndefined();
  });
});

describe('lines of examples', () => {
  it('are known again, whoever wrote them', async () => {
    const store = await filled({ a: 1, b: 2 });
    const others = await openLines(store, { ...at, writer: 'you' }, isNumber, silent);
    expect([...others.known]).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    others.keep('c', 3);
    expect(others.known.get('c')).toBe(3);
    others.close();
    expect([...(await knownLines(store, at.folder, isNumber, silent)).keys()].sort()).toEqual(['a', 'b', 'c']);
  });

  it('that are damaged are set aside, named, and leave the others known', async () => {
    const store = await filled({ a: 1, b: 2, c: 3 });
    const lines = store.text(FILE)!.split('\n');
    await store.write(FILE, [lines[0], lines[1]!.replace('2', '7'), lines[2], ''].join('\n'));
    const warnings: string[] = [];
    const opened = await openLines(store, at, isNumber, (warning) => warnings.push(warning));
    expect([...opened.known.keys()]).toEqual(['a', 'c']);
    const aside = [...store.files.keys()].find((path) => path.startsWith('aside/'))!;
    expect(warnings).toEqual([
      `memory/${FILE} has 1 of 3 lines that do not agree with their checksums: set aside as memory/${aside}, and what it held is computed anew`,
    ]);
    expect(store.text(aside)).toBe(`${lines[1]!.replace('2', '7')}\n`);
    expect(store.text(FILE)).toBe(`${lines[0]}\n${lines[2]}\n`);
  });

  it('that a kill has torn are forgotten, and what comes next starts a line', async () => {
    const store = await filled({ a: 1, b: 2 });
    await store.write(FILE, store.text(FILE)!.slice(0, -5));
    const opened = await openLines(store, at, isNumber, silent);
    expect([...opened.known.keys()]).toEqual(['a']);
    opened.keep('b', 4);
    opened.close();
    expect([...(await knownLines(store, at.folder, isNumber, silent))]).toEqual([
      ['a', 1],
      ['b', 4],
    ]);
  });

  it('of others are left as they are', async () => {
    const store = await filled({ a: 1, b: 2 });
    const torn = store.text(FILE)!.slice(0, -5);
    await store.write(FILE, torn);
    await openLines(store, { ...at, writer: 'you' }, isNumber, silent);
    expect(store.text(FILE)).toBe(torn);
  });

  it('that cannot be written are told of once', async () => {
    const store = memoryStore();
    const full = {
      ...store,
      append: () => {
        throw new Error('no space');
      },
    };
    const warnings: string[] = [];
    const lines = await openLines(full, at, isNumber, (warning) => warnings.push(warning));
    for (const id of ['a', 'b']) {
      lines.keep(id, 1);
      lines.close();
    }
    expect(warnings).toEqual(['what was found is not kept: no space']);
  });
});

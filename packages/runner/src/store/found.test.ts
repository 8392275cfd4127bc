import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foundIn, inOrder, isHeld, recordReader, whereabouts, type Known } from './found.js';
import { knownLines, openLines } from './lines.js';
import { memoryStore } from './memory.js';
import { isRecords, type EncodedRecord } from './records.js';

const at = { folder: 'attacks/k', writer: 'me' };
const silent = (): void => undefined;
const recordsOf = (id: string, text = ''): EncodedRecord[] =>
  [0.5, 1].map((budget) => ({
    ...{ id, attack: 'a', norm: 'l2', budget, label: 0, outcome: 'fooled', success: true, skipped: false },
    ...{ distance: budget, class: 1, margin: -1, forwards: 1, backwards: 0, reason: text },
  }));
async function collect<T>(all: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of all) found.push(one);
  return found;
}

describe('records', () => {
  it('are found where they lie, whatever was written, damaged, torn or written again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ text: fc.string({ unit: 'grapheme' }), damaged: fc.boolean() }), {
          minLength: 1,
          maxLength: 8,
        }),
        fc.boolean(),
        async (lines, torn) => {
          const store = memoryStore();
          const first = await openLines(store, at, isRecords, silent, whereabouts(false));
          lines.forEach(({ text }, k) => first.keep(`e${k}`, recordsOf(`e${k}`, text)));
          first.close();
          const ids = lines.map((_, k) => `e${k}`);
          const expected = ids.flatMap((id, k) => recordsOf(id, lines[k]!.text));
          expect(await collect(foundIn(store, inOrder(first.known, ids)))).toEqual(expected);

          const path = 'attacks/k/me.jsonl';
          const written = store.text(path)!.split('\n').slice(0, -1);
          const hurt = written.map((line, k) => (lines[k]!.damaged ? `~${line.slice(1)}` : line)).join('\n');
          await store.write(path, `${hurt}${torn ? '' : '\n'}`);
          const again = await openLines(store, at, isRecords, silent, whereabouts(false));
          ids.forEach((id, k) => again.known.has(id) || again.keep(id, recordsOf(id, lines[k]!.text)));
          again.close();
          expect(await collect(foundIn(store, inOrder(again.known, ids)))).toEqual(expected);
          const later = await knownLines(store, at.folder, isRecords, silent, whereabouts(false));
          expect(await collect(foundIn(store, inOrder(later, ids)))).toEqual(expected);
        },
      ),
      { seed: 3, numRuns: 50 },
    );
  });

  it('that no line keeps are held in memory', async () => {
    const store = memoryStore();
    const lines = await openLines(store, at, isRecords, silent, whereabouts(false));
    lines.hold('x', recordsOf('x'));
    expect([...lines.known.values()].filter(isHeld)).toEqual([recordsOf('x')]);
    expect(await collect(foundIn(store, inOrder(lines.known, ['x'])))).toHaveLength(2);
    expect(store.files.size).toBe(0);
  });

  it('whose points were not kept count as unknown where points are asked for', async () => {
    const store = memoryStore();
    const lines = await openLines(store, at, isRecords, silent, whereabouts(true));
    lines.keep('x', recordsOf('x'));
    expect(lines.known.has('x')).toBe(false);
  });

  it('that are gone are an error with a code', async () => {
    const known = new Map<string, Known>([['x', { path: 'none', place: { start: 0, end: 9 } }]]);
    for (const id of ['x', 'y'])
      await expect(recordReader(memoryStore())(known.get(id), id)).rejects.toMatchObject({ code: 'runner/lost' });
  });
});

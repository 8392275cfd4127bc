import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { folder } from '../testing/experiments.js';
import { folderStore } from './folder.js';
import { memoryStore } from './memory.js';
import { linesIn, placeReader, placesOf, type PlacedLine } from './pieces.js';

const TEXT = 'one\n\nzwölf \u{1f600}\nlast one';

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const value of values) found.push(value);
  return found;
}

describe.each(['memory', 'folder'])('lines of a file in %s', (kind) => {
  const store = kind === 'memory' ? memoryStore() : folderStore(folder());

  it.each([1, 2, 3, 5, 7, 1000])('are the same, %d bytes at a time', async (size) => {
    await store.write('lines.txt', TEXT);
    const lines = await all(linesIn(store, 'lines.txt', size));
    expect(lines.map(({ text, whole }) => [text, whole])).toEqual([
      ['one', true],
      ['', true],
      ['zwölf \u{1f600}', true],
      ['last one', false],
    ]);
    const bytes = Buffer.from(TEXT);
    for (const { text, start, end } of lines) expect(bytes.subarray(start, end).toString()).toBe(text);
  });

  it('are none where there is no file, or nothing in it', async () => {
    expect(await all<PlacedLine>(linesIn(store, 'absent.txt'))).toEqual([]);
    await store.write('empty.txt', '');
    expect(await all<PlacedLine>(linesIn(store, 'empty.txt'))).toEqual([]);
  });

  it('can be left out of a file that is written again from itself', async () => {
    await store.write('lines.txt', TEXT);
    const places = (await all(linesIn(store, 'lines.txt'))).filter(({ text }) => text !== '');
    await store.write('lines.txt', placesOf(store, 'lines.txt', [places[2]!, places[0]!]));
    expect(Buffer.from((await store.read('lines.txt'))!).toString()).toBe('last oneone');
  });
});

it('places are read as they are, in any order, and with few reads where they lie near one another', async () => {
  const store = memoryStore();
  await store.write('a.txt', TEXT);
  let reads = 0;
  const counting = { ...store, read: (...of: Parameters<typeof store.read>) => (reads++, store.read(...of)) };
  const read = placeReader(counting, 8);
  const places = [5, 0, 3, 2, 4, 9, 8, 12, 0].map((start) => ({ start, end: start + 3 }));
  for (const place of places)
    expect(Buffer.from((await read({ path: 'a.txt', place }))!)).toEqual(
      Buffer.from(TEXT).subarray(place.start, place.end),
    );
  expect(reads).toBe(2);
  expect(await read({ path: 'none', place: { start: 0, end: 1 } })).toBeUndefined();
});

it('a piece of a file is no longer than the file', async () => {
  const at = folder();
  writeFileSync(join(at, 'short'), 'abc');
  const store = folderStore(at);
  expect(Buffer.from((await store.read('short', { start: 1, end: 9 }))!).toString()).toBe('bc');
  expect(await store.read('short', { start: 9, end: 12 })).toHaveLength(0);
  expect(await store.read('absent', { start: 0, end: 1 })).toBeUndefined();
});

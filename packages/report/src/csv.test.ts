import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { columnsOf, csvOf, toCsv } from './csv.js';

/** An independent reader of RFC 4180: null for an empty field, text otherwise. */
function parse(csv: string): (string | null)[][] {
  const records: (string | null)[][] = [];
  let fields: (string | null)[] = [];
  for (let at = 0; at < csv.length;) {
    const quoted = /"((?:[^"]|"")*)"/y;
    const plain = /[^,\r\n"]*/y;
    quoted.lastIndex = plain.lastIndex = at;
    const match = quoted.exec(csv);
    const bare = match ? null : plain.exec(csv)![0];
    fields.push(match ? match[1]!.replaceAll('""', '"') : bare === '' ? null : bare);
    at += match ? match[0].length : bare!.length;
    if (csv.startsWith('\r\n', at)) {
      records.push(fields);
      fields = [];
      at += 2;
    } else {
      expect(csv[at++]).toBe(',');
    }
  }
  return records;
}

describe('toCsv', () => {
  it('names the file of a picture', () =>
    expect(toCsv([{ a: { picture: 'pictures/0a.png' }, b: 1 }])).toBe('a,b\r\npictures/0a.png,1\r\n'));

  it.each([
    ['=1+1', "'=1+1"],
    ['@sum', "'@sum"],
    ['-cmd', "'-cmd"],
    ['+a', "'+a"],
    ['\t=1', "'\t=1"],
    ['-0.5', '-0.5'],
    ['+3e-4', '+3e-4'],
    ["'=1", "'=1"],
    ['a=1', 'a=1'],
    [-3, '-3'],
  ])('writes %j so that no spreadsheet computes it', (cell, written) =>
    expect(toCsv([{ a: cell }])).toBe(`a\r\n${written}\r\n`),
  );

  it('follows RFC 4180', () => {
    const rows = [
      { a: 0.1, b: 'x,y' },
      { a: null, b: '' },
      { a: -1e-300, b: 'say "no"\r\nnow' },
    ];
    expect(toCsv(rows)).toBe('a,b\r\n0.1,"x,y"\r\n,""\r\n-1e-300,"say ""no""\r\nnow"\r\n');
  });

  it('unites the columns of all rows, or takes those asked for', () => {
    const rows = [{ a: 1 }, { b: true, a: 2 }];
    expect(columnsOf(rows)).toEqual(['a', 'b']);
    expect(toCsv(rows)).toBe('a,b\r\n1,\r\n2,true\r\n');
    expect(toCsv(rows, ['b'])).toBe('b\r\n\r\ntrue\r\n');
    expect(toCsv([], ['a', 'b'])).toBe('a,b\r\n');
  });

  it('is the same in pieces, however long', async () => {
    const rows = Array.from({ length: 5000 }, (_, k) => ({ k, text: 'é,'.repeat(k % 30) }));
    async function* one() {
      for (const { k, text } of rows) yield [text, k];
    }
    const pieces: Uint8Array[] = [];
    for await (const piece of csvOf(one(), ['text', 'k'])) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(2);
    expect(Buffer.concat(pieces).toString()).toBe(toCsv(rows, ['text', 'k']));
  });

  it('reads back to the same values', () => {
    const cell = fc.oneof(
      fc.double({ noNaN: true }),
      fc.string({ unit: fc.constantFrom('a', ',', '"', '\r', '\n', ' ', 'é') }),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (values) => {
        const read = parse(toCsv(values.map(([x, y]) => ({ x, y })))).slice(1);
        values.forEach((pair, i) =>
          pair.forEach((value, k) => {
            const text = read[i]![k]!;
            if (typeof value === 'number') expect(Number(text)).toBe(value === 0 ? 0 : value);
            else expect(text).toBe(value?.startsWith('\r') && value.trim() !== '' ? `'${value}` : value);
          }),
        );
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseCsv } from './csv.js';

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

describe('parseCsv', () => {
  it('reads quotes, commas and line breaks in them, and the line that a record starts on', () =>
    expect(parseCsv('\ufeffa,b\r\n"x\ny" , z \r\n\r\n"1, ""2""",\n')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['x\ny', 'z'] },
      { line: 5, cells: ['1, "2"', ''] },
    ]));

  it.each([
    ['a,b\n1,"2', /^line 2 has a quote that is not closed$/],
    ['a,b\n\n1,"2"x\n', /^line 3 has a quote in the middle of a cell$/],
    ['a,b\n1,2"x"\n', /^line 2 has a quote in the middle of a cell$/],
  ])('refuses %j', (text, message) => expect(() => parseCsv(text)).toThrow(message));

  it('reads back what is written, whatever it is', () =>
    fc.assert(
      fc.property(fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 2 }), { minLength: 1 }), (rows) => {
        const text = rows.map((cells) => `${cells.map(quoted).join(',')}\n`).join('');
        expect(parseCsv(text).map(({ cells }) => cells)).toEqual(rows);
      }),
    ));
});

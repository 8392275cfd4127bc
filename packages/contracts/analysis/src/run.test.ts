import { describe, expect, it } from '@jest/globals';
import { random } from '@fragility/numerics';
import { real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { defineAnalysis, runAnalysis, type Given, type YieldedRow } from './index.js';
import { column } from './column.js';

const yields = (rows: readonly YieldedRow[]) =>
  defineAnalysis({
    name: 'fixed',
    summary: 'Fixed rows',
    params: strictObject({ scale: optional(real('factor'), 2) }),
    needs: ['data'],
    columns: {
      n: column.integer('count'),
      x: column.number('value'),
      s: column.string('word'),
      b: column.boolean('flag'),
      p: column.picture('picture'),
    },
    async *run({ scale }) {
      for (const row of rows) yield typeof row?.['x'] === 'number' ? { ...row, x: row['x'] * scale } : row;
    },
  });

const given = { random: random(1) } as unknown as Given;
const collect = async (
  rows: readonly YieldedRow[],
  params: unknown = {},
  extra: object = {},
): Promise<YieldedRow[]> => {
  const found: YieldedRow[] = [];
  for await (const row of runAnalysis(yields(rows), params, { ...given, ...extra } as Given)) found.push(row);
  return found;
};
const pixel = { width: 1, height: 1, channels: 3, pixels: Uint8Array.of(1, 2, 3) } as const;
const good = { n: 1, x: 0.5, s: 'a', b: true, p: pixel };

describe('runAnalysis', () => {
  it('fills defaults and yields the rows in order', async () => {
    expect(await collect([good, { ...good, n: 2 }])).toEqual([
      { ...good, x: 1 },
      { ...good, n: 2, x: 1 },
    ]);
    expect(await collect([good], { scale: 4 })).toEqual([{ ...good, x: 2 }]);
  });

  it('lets null stand for a value that is not there', async () => {
    const empty = { n: null, x: null, s: null, b: null, p: null };
    expect(await collect([empty])).toEqual([empty]);
  });

  it.each([
    ['a fraction in an integer column', { ...good, n: 1.5 }, "1.5 in column 'n', expected integer"],
    ['text in a number column', { ...good, x: 'a' }, "a in column 'x', expected number"],
    ['a number in a boolean column', { ...good, b: 1 }, "1 in column 'b', expected boolean"],
    ['a word in a picture column', { ...good, p: 'a.png' }, "a.png in column 'p', expected picture"],
    ['a picture in a number column', { ...good, x: pixel }, "1 × 1 × 3 with 3 pixels in column 'x', expected number"],
    ['a picture cut short', { ...good, p: { ...pixel, height: 2 } }, "1 × 2 × 3 with 3 pixels in column 'p'"],
    [
      'a column named as what every object has',
      { ...good, constructor: 1 },
      "1 in column 'constructor', expected no such column",
    ],
    ['no row at all', null as never, "undefined in column 'n', expected integer"],
    ['a missing column', { n: 1, x: 1, b: true }, "undefined in column 's', expected string"],
    ['an undeclared column', { ...good, more: 7 }, "7 in column 'more', expected no such column"],
  ])('refuses %s', async (_name, row, message) => {
    await expect(collect([row as YieldedRow])).rejects.toMatchObject({
      code: 'analysis/row',
      message: expect.stringContaining(message),
    });
  });

  it('refuses unknown parameters before it runs', async () => {
    await expect(collect([good], { scal: 1 })).rejects.toMatchObject({
      code: 'plugin/params',
      message: expect.stringContaining("did you mean 'scale'?"),
    });
  });

  it('stops when aborted', async () => {
    await expect(collect([good], {}, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});

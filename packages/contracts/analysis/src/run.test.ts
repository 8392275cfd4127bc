import { describe, expect, it } from '@jest/globals';
import { random } from '@fragility/numerics';
import { z } from 'zod';
import { defineAnalysis, runAnalysis, type Given, type TableRow } from './index.js';

const yields = (rows: readonly TableRow[]) =>
  defineAnalysis({
    name: 'fixed',
    summary: 'Fixed rows',
    params: z.strictObject({ scale: z.number().default(2).describe('factor') }),
    needs: ['data'],
    columns: {
      n: { type: 'integer', description: 'count' },
      x: { type: 'number', description: 'value' },
      s: { type: 'string', description: 'word' },
      b: { type: 'boolean', description: 'flag' },
    },
    async *run({ scale }) {
      for (const row of rows) yield 'x' in row && typeof row['x'] === 'number' ? { ...row, x: row['x'] * scale } : row;
    },
  });

const given = { random: random(1) } as unknown as Given;
const collect = async (rows: readonly TableRow[], params: unknown = {}, extra: object = {}): Promise<TableRow[]> => {
  const found: TableRow[] = [];
  for await (const row of runAnalysis(yields(rows), params, { ...given, ...extra } as Given)) found.push(row);
  return found;
};
const good = { n: 1, x: 0.5, s: 'a', b: true };

describe('runAnalysis', () => {
  it('fills defaults and yields the rows in order', async () => {
    expect(await collect([good, { ...good, n: 2 }])).toEqual([
      { ...good, x: 1 },
      { ...good, n: 2, x: 1 },
    ]);
    expect(await collect([good], { scale: 4 })).toEqual([{ ...good, x: 2 }]);
  });

  it('lets null stand for a value that is not there', async () => {
    const empty = { n: null, x: null, s: null, b: null };
    expect(await collect([empty])).toEqual([empty]);
  });

  it.each([
    ['a fraction in an integer column', { ...good, n: 1.5 }, "1.5 in column 'n', expected integer"],
    ['text in a number column', { ...good, x: 'a' }, "a in column 'x', expected number"],
    ['a number in a boolean column', { ...good, b: 1 }, "1 in column 'b', expected boolean"],
    ['a missing column', { n: 1, x: 1, b: true }, "undefined in column 's', expected string"],
    ['an undeclared column', { ...good, more: 7 }, "7 in column 'more', expected no such column"],
  ])('refuses %s', async (_name, row, message) => {
    await expect(collect([row as TableRow])).rejects.toMatchObject({
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

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { parquetOf, type TypedColumn } from './parquet.js';

const COLUMNS: TypedColumn[] = [
  { name: 'x', type: 'number' },
  { name: 'n', type: 'integer' },
  { name: 'yes', type: 'boolean' },
  { name: 'text', type: 'string' },
  { name: 'shown', type: 'picture' },
];

async function readBack(rows: readonly Record<string, unknown>[], size?: number): Promise<Record<string, unknown>[]> {
  const pieces: Uint8Array[] = [];
  const cells = rows.map((row) => COLUMNS.map(({ name }) => row[name]));
  for await (const piece of parquetOf(cells as never, COLUMNS, size)) pieces.push(piece);
  const { buffer, byteOffset, byteLength } = Buffer.concat(pieces);
  const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  return parquetReadObjects({ file });
}

describe('parquetOf', () => {
  it('reads back to the same values, in groups of any size', async () => {
    const row = fc.record({
      x: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null)),
      n: fc.oneof(fc.maxSafeInteger(), fc.constant(null)),
      yes: fc.oneof(fc.boolean(), fc.constant(null)),
      text: fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant(null)),
      shown: fc.constantFrom(null, { picture: 'pictures/a.png' }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), fc.integer({ min: 1, max: 8 }), async (rows, size) => {
        const expected = rows.map(({ n, shown, ...rest }) => ({
          ...rest,
          n: n === null ? null : BigInt(n),
          shown: shown?.picture ?? null,
        }));
        const back = await readBack(rows, size);
        expect(back).toEqual(expected.map((one) => expect.objectContaining(one)));
        back.forEach((one, k) => expect(Object.is(one['x'], rows[k]!.x)).toBe(true));
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  it('has null for what is not finite, of another type, or not there', async () => {
    expect(await readBack([{ x: Infinity, n: 0.5, yes: 'no', text: 7 }, {}])).toEqual([
      { x: null, n: null, yes: null, text: '7', shown: null },
      { x: null, n: null, yes: null, text: null, shown: null },
    ]);
  });

  it('is a file without rows too', async () => expect(await readBack([])).toEqual([]));
});

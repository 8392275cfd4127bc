import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { failOf } from './fail.js';
import { npyRows } from './npy-rows.js';
import { readNpy, writeNpy } from './npy.js';

const folder = mkdtempSync(join(tmpdir(), 'npy-rows-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const fail = failOf('mine');
const path = join(folder, 'a.npy');
const write = (bytes: Uint8Array): void => writeFileSync(path, bytes);
const refused = async (): Promise<string> =>
  npyRows(path, fail).then(
    () => 'nothing thrown',
    (error: Error & { code?: string }) => `${error.code}: ${error.message}`,
  );

describe('rows of a .npy file', () => {
  it.each(['float32', 'float64'] as const)('are those of the whole array in %s', async (precision) => {
    const data = Float64Array.from({ length: 24 }, (_, k) => k / 3);
    write(writeNpy(data, [4, 2, 3], precision));
    const { shape, row } = await npyRows(path, fail);
    expect(shape).toEqual([4, 2, 3]);
    const whole = readNpy(path, writeNpy(data, [4, 2, 3], precision), fail);
    for (const k of [3, 0, 2])
      expect([...(await row(k))]).toEqual(Array.from({ length: 6 }, (_, i) => whole.at(6 * k + i)));
  });

  it('are numbers where there is one axis', async () => {
    write(writeNpy(Float64Array.of(1, 2), [2], 'float64'));
    expect([...(await (await npyRows(path, fail)).row(1))]).toEqual([2]);
  });

  it('are refused of files that are not as they say', async () => {
    const bytes = writeNpy(new Float64Array(6), [2, 3], 'float32');
    write(bytes.subarray(0, -1));
    expect(await refused()).toMatch(/^mine\/npy: .* has 23 bytes of values, expected 24 for shape \[2, 3\]/);
    write(Buffer.from('PK not an array'));
    expect(await refused()).toMatch(/^mine\/npy: .* is no \.npy file/);
    const text = Buffer.from(bytes).toString('latin1').replace('False', 'True ');
    write(Buffer.from(text, 'latin1'));
    expect(await refused()).toMatch(
      /Fortran order, expected a row for each point; save it with numpy\.ascontiguousarray/,
    );
    write(bytes.map((byte, k) => (k === 6 ? 9 : byte)));
    expect(await refused()).toMatch(/has version 9 of \.npy, expected 1 to 3; save it with numpy\.save/);
    rmSync(path);
    expect(await refused()).toMatch(/cannot be read \(ENOENT\); correct the path/);
  });
});

import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decode } from 'fast-png';
import { pictureToPng, writePicture } from './index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fragility-picture-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('pictures', () => {
  it.each([1, 3] as const)('are kept without loss, %i channels', async (channels) => {
    const pixels = Uint8Array.from({ length: 6 * channels }, (_, k) => (37 * k) % 256);
    const read = decode(await pictureToPng({ width: 2, height: 3, channels, pixels }));
    expect(read).toMatchObject({ width: 2, height: 3, channels, depth: 8 });
    expect(Uint8Array.from(read.data)).toEqual(pixels);
  });

  it('are named by what they show', async () => {
    const grey = (value: number) => ({ width: 1, height: 1, channels: 1, pixels: Uint8Array.of(value) }) as const;
    const [a, b, again] = [
      await writePicture(folder, grey(1)),
      await writePicture(folder, grey(2)),
      await writePicture(folder, grey(1)),
    ];
    expect([a === again, a === b]).toEqual([true, false]);
    expect(a).toMatch(/^pictures\/[0-9a-f]{20}\.png$/);
    expect((await readFile(join(folder, a))).subarray(1, 4).toString()).toBe('PNG');
    expect(await readdir(join(folder, 'pictures'))).toHaveLength(2);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readPropertyFile } from './file.js';

const TEXT = `(declare-const X_0 Real)(declare-const Y_0 Real)
(assert (<= X_0 1))(assert (>= X_0 0))(assert (>= Y_0 2))`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fragility-vnnlib-'));
});
afterAll(() => rm(folder, { recursive: true }));

const written = async (name: string, content: string | Uint8Array): Promise<string> => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};

describe('readPropertyFile', () => {
  it('takes gzip by its content and not by its name', async () => {
    const [plain, packed, marked] = await Promise.all([
      written('plain.gz', TEXT),
      written('packed.vnnlib', gzipSync(TEXT)),
      written('marked.vnnlib', `\ufeff${TEXT}`),
    ]);
    const read = await Promise.all([plain, packed, marked].map(readPropertyFile));
    for (const each of read) expect(each).toEqual(read[0]);
  });

  it('refuses what is no property', async () => {
    const packed = gzipSync(TEXT.repeat(99));
    for (const [content, message] of [
      [packed.subarray(0, packed.length - 20), /is gzip and cannot be unpacked/],
      [gzipSync(new Uint8Array(2 ** 27 + 1).fill(32)), /it holds more than 134217728 bytes/],
      ['PK\u0003\u0004', /is a zip archive, expected a property in VNN-LIB, plain or gzip/],
      [Uint8Array.of(40, 255, 254), /is not text in UTF-8/],
    ] as const)
      await expect(readPropertyFile(await written('odd', content))).rejects.toMatchObject({
        code: 'verification/vnnlib',
        kind: 'input',
        message: expect.stringMatching(message),
      });
    await expect(readPropertyFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'verification/file' });
    await expect(readPropertyFile(folder)).rejects.toMatchObject({ code: 'verification/file' });
  });
});

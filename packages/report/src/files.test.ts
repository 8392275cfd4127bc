import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeAtomically } from './files.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fragility-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('writeAtomically', () => {
  it('makes the folder, replaces what was there, and leaves nothing beside it', async () => {
    const path = join(folder, 'deep', 'a.txt');
    await writeAtomically(path, 'old');
    await writeAtomically(path, 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(join(folder, 'deep'))).toEqual(['a.txt']);
  });

  it('lets many writers of one file each win whole', async () => {
    const path = join(folder, 'contended');
    const contents = Array.from({ length: 8 }, (_, k) => String(k).repeat(50_000));
    await Promise.all(contents.map((content) => writeAtomically(path, content)));
    expect(contents).toContain(await readFile(path, 'utf8'));
  });

  it('names the file that cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    const path = join(folder, 'file', 'inside');
    await expect(writeAtomically(path, 'x')).rejects.toMatchObject({
      code: 'report/write',
      message: expect.stringContaining(path),
    });
  });

  it('gives up at once where folders cannot be made', async () => {
    await expect(writeAtomically('/proc/fragility/file', 'x')).rejects.toMatchObject({ code: 'report/write' });
  });
});

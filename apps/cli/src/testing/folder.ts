import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

const folders: string[] = [];
afterAll(() => folders.forEach((path) => rmSync(path, { recursive: true, force: true })));

/** A new folder, removed after the tests of the file. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'fragility-'));
  folders.push(made);
  return made;
}

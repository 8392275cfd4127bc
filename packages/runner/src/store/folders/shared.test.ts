import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { sharedStore } from './shared.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fragility-shared-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (): Promise<unknown> => sharedStore(folder).open('experiment', true);

it('opens while another run is writing the marker', async () => {
  writeFileSync(join(folder, 'fragility.json.0f0e0d0c-1111-4222-8333-444444444444.tmp'), '{"frag');
  await open();
  expect(readdirSync(folder)).toContain('fragility.json');
});

it('is opened by many at one time', async () => {
  await Promise.all(Array.from({ length: 20 }, open));
  expect(readdirSync(folder)).toEqual(['fragility.json']);
});

it('refuses a folder of something else', async () => {
  writeFileSync(join(folder, 'thesis.tmp'), '');
  await expect(open()).rejects.toMatchObject({ code: 'runner/output', kind: 'input' });
});

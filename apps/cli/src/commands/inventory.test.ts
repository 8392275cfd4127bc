import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { fragility } from '../testing/command.js';
import { size } from './inventory.js';
import { folder } from '../testing/folder.js';

const PLUGIN = fileURLToPath(new URL('../testing/parts.ts', import.meta.url));
const TEXT = `name: counting
plugins: ['${PLUGIN}']
dataset: { use: points, count: 4 }
models: { net: { use: threshold } }
attacks:
  one: { use: step, norm: l2, budgets: [1] }
  two: { use: step, norm: l2, budgets: [2] }
`;

it('status, list and clean look at a results folder, and remove only what they were told to', async () => {
  const [config, out] = [join(folder(), 'config.yaml'), folder()];
  writeFileSync(config, TEXT);
  expect(await fragility('run', config, '--out', out, '--no-figures')).toMatchObject({ code: 0 });
  expect((await fragility('status', out)).stdout).toMatch(
    /results of 'counting', done\ncounting: 1 of 1 trials finished\n {2}one {2}4 of 4 examples\n {2}two {2}4 of 4 examples\n\d+ parts, [\d.]+ kB\n$/,
  );
  expect((await fragility('list', out)).stdout).toMatch(
    /^KIND +KEY +SIZE +NAME +OF\n(?:.*\n)*attack +\w{16} +[\d.]+ kB +one +trials 1, counting\n/,
  );
  writeFileSync(config, TEXT.replace(/ {2}two.*\n/, ''));
  await fragility('run', config, '--out', out, '--no-figures');
  expect((await fragility('list', out)).stdout).toContain('not used any more');
  expect((await fragility('clean', out)).stdout).toMatch(
    /would remove \d files, .* nothing is removed without --yes\n$/,
  );
  expect((await fragility('status', out)).stdout).toMatch(/not used any more: fragility clean /);
  expect((await fragility('clean', out, '--yes')).stdout).toMatch(/removed \d files/);
  expect((await fragility('clean', out)).stdout).toBe(`${out}: nothing to remove\n`);
  expect(JSON.parse((await fragility('status', out, '--json')).stdout)).toMatchObject({
    ...{ experiment: 'counting', holder: null, status: 'done', waste: 0, aside: [] },
    experiments: [{ trials: 1, finished: 1, attacks: [{ name: 'one', examples: 4, of: 4 }] }],
  });
  expect(JSON.parse((await fragility('list', out, '--json')).stdout)).toContainEqual(
    expect.objectContaining({ kind: 'attack', name: 'one', experiments: ['counting'], used: true }),
  );
});

it('another folder is refused', async () => {
  for (const command of ['status', 'list', 'clean'])
    expect(await fragility(command, folder())).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: \[runner\/inventory\] .* has no fragility.json/),
    });
});

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [12345, '12.3 kB'],
  [7.25e9, '7.25 GB'],
])('%d bytes are %s', (bytes, text) => expect(size(bytes)).toBe(text));
